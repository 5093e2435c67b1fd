import { assert } from '../base/assert';
import type { Random } from '../base/random';
import { NUM_BANDS } from '../dsp/constants';
import type { Item } from './batch';
import { activeEnergy, meanFrameEnergy, type Rehearsal } from './material';
import { emptyAbove, layOver, noiseSegment, scaled, speechSegment } from './segments';
import { lengthOf, type Track } from './tracks';
import { OTHER_KIND, OTHER_VOICE, Variation } from './vary';

/** SNR at which speech and noise are mixed, dB: those of the base model's training. */
const SNR_DB = [-5, 25] as const;
/** Part of the items that are all but clean, and their SNR: weak onsets must not be taken for noise. */
const NEARLY_CLEAN = 0.12;
const NEARLY_CLEAN_SNR_DB = [25, 60] as const;
/** Part of the mixes whose voice is made another one. */
const VARIED_VOICES = 0.7;
/** Part of the noises that are made ones of another kind. */
const VARIED_NOISES = 0.8;
/** Part of the noises over which another one is laid, and how much weaker it is, dB. */
const TWO_NOISES = 0.3;
const SECOND_NOISE_DB = [-15, 3] as const;
/** Part of the mixes whose noise is several voices, how many there are at most, and how far their levels spread, dB. */
const BABBLE = 0.07;
const MOST_TALKERS = 6;
const TALKERS_SPREAD_DB = 3;
/** Part of the noises whose level wanders, at how many points it is drawn, and its deviation, dB. */
const WANDERING = 0.15;
const WANDERING_POINTS = 4;
const WANDERING_DB = 8;
/** Part of the mixes whose voice turns quieter on the way, and by how much at most, dB. */
const QUIETER = 0.2;
const MOST_QUIETER_DB = 25;
/** Part of the mixes that are band-limited, and from where on nothing is left, Hz. */
const LIMITED = 0.2;
const LIMITS_HZ = [3400, 4000, 7000, 8000, 11_000, 15_000];

/**
 * General mixes from the rehearsal set. A few minutes of sounds would soon be known by heart, and what the base model knows of all others be lost: so each draw makes other sounds of them, as
 * `Planner` in training/limpid_training/plan.py does.
 */
export class Rehearser {
  readonly #voices = new Variation(OTHER_VOICE);
  readonly #noises = new Variation(OTHER_KIND);

  constructor(
    readonly rehearsal: Rehearsal,
    readonly frames: number,
  ) {}

  /** Whether there is anything to rehearse. */
  get isReady(): boolean {
    return this.rehearsal.speech.length > 0 && this.rehearsal.noise.length > 0;
  }

  /** One mix; `cosine` [frames, NUM_BANDS] is that between its speech and its noise. */
  item(random: Random, cosine: Float32Array): Item {
    const { speech, numBands } = this.rehearsal;
    const voice = speechSegment(random, () => random.weighted(speech, lengthOf), this.frames);
    if (random.uniform() < VARIED_VOICES) this.#voices.apply(random, voice, numBands);
    const noise = random.uniform() < BABBLE ? this.#babble(random) : this.noise(random);
    if (random.uniform() < WANDERING) wander(random, noise);
    if (random.uniform() < QUIETER) this.#turnQuieter(random, voice);
    const snrDb = random.uniform() < NEARLY_CLEAN ? random.between(...NEARLY_CLEAN_SNR_DB) : random.between(...SNR_DB);
    scaled(voice, 1 / Math.max(activeEnergy(voice), 1e-12));
    scaled(noise, 10 ** (-snrDb / 10) / Math.max(meanFrameEnergy(noise), 1e-12));
    const bands =
      random.uniform() < LIMITED ? Math.min(numBands, this.#voices.bandAt(LIMITS_HZ[random.index(LIMITS_HZ.length)]!)) : numBands;
    return { speech: emptyAbove(bands, voice), noise: emptyAbove(bands, noise), cosine };
  }

  /** A general noise [frames, NUM_BANDS] at any level: one of the set, or two, made other ones. */
  noise(random: Random): Float32Array {
    const noise = this.#oneNoise(random);
    if (random.uniform() < TWO_NOISES) layOver(noise, this.#oneNoise(random), random.between(...SECOND_NOISE_DB));
    return noise;
  }

  #oneNoise(random: Random): Float32Array {
    const { noise } = this.rehearsal;
    assert(noise.length > 0, 'no rehearsal set');
    const out = noiseSegment(random, noise[random.index(noise.length)]!, this.frames);
    if (random.uniform() < VARIED_NOISES) this.#noises.apply(random, out, NUM_BANDS);
    return out;
  }

  #babble(random: Random): Float32Array {
    const next = (): Track => random.weighted(this.rehearsal.speech, lengthOf);
    const out = speechSegment(random, next, this.frames);
    for (let others = 1 + random.index(MOST_TALKERS - 1); others > 0; others--)
      layOver(out, speechSegment(random, next, this.frames), TALKERS_SPREAD_DB * random.normal());
    return out;
  }

  #turnQuieter(random: Random, voice: Float32Array): void {
    const at = Math.floor(this.frames * random.between(0.25, 0.75));
    scaled(voice.subarray(at * NUM_BANDS), 10 ** (-random.between(0, MOST_QUIETER_DB) / 10));
  }
}

/** A level that goes from one to the next of a few random values, in place. */
function wander(random: Random, energies: Float32Array): void {
  const frames = energies.length / NUM_BANDS;
  const levels = Array.from({ length: WANDERING_POINTS }, () => WANDERING_DB * random.normal());
  for (let t = 0; t < frames; t++) {
    const place = (t / frames) * (WANDERING_POINTS - 1);
    const low = Math.floor(place);
    const db = levels[low]! + (place - low) * (levels[low + 1]! - levels[low]!);
    scaled(energies.subarray(t * NUM_BANDS, (t + 1) * NUM_BANDS), 10 ** (db / 10));
  }
}
