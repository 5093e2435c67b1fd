import { assert } from '../base/assert';
import { Random } from '../base/random';
import { NUM_BANDS } from '../dsp/constants';
import { angleDeviation, drawAngles } from './angles';
import { addUp, type Batch, type Item } from './batch';
import { activeEnergy, type Material, meanFrameEnergy, type NoiseTrack, type Rehearsal } from './material';
import { Rehearser } from './rehearse';
import { emptyAbove, layOver, noiseSegment, pairSegment, scaled, speechSegment } from './segments';
import { lengthOf, type Track } from './tracks';
import { OTHER_MOMENT, OTHER_VOICE, Variation } from './vary';

/** Frames of an item of training: 3.84 s. */
export const SEGMENT_FRAMES = 240;

/** Part of the items from pairs that are pairs as they were recorded; the others have their noises exchanged. */
const AS_RECORDED = 0.1;
/** Part of the user's noises that is laid under voices of the rehearsal set. */
const OTHER_VOICES = 0.8;
/** Part of the mixes whose voice is made another one. */
const VARIED = 0.7;
/** Part of the user's noises over which another stretch of theirs is laid, and how much weaker it is, dB. */
const LAID_OVER = 0.3;
const LAID_OVER_DB = [-10, 0] as const;
/** Deviation from the pairs' own SNR, dB. */
const SNR_SPREAD_DB = 3;

export interface MixOptions {
  readonly seed: number;
  /** SNR at which clean speech and noise alone are mixed, dB. */
  readonly snrRangeDb: readonly [number, number];
  /** Whether the model is causal, and so the local level. */
  readonly causal: boolean;
}

/** Draws items for training from the user's material and from the rehearsal; the same for the same seed and step, whatever was drawn before. */
export class Mixer {
  readonly #deviation = angleDeviation();
  readonly #voices = new Variation(OTHER_VOICE);
  readonly #moments = new Variation(OTHER_MOMENT);
  readonly #rehearser: Rehearser;
  readonly #speech: readonly Track[];
  readonly #noise: readonly Pick<NoiseTrack, 'track' | 'snrDb'>[];

  constructor(
    readonly material: Material,
    readonly rehearsal: Rehearsal,
    readonly options: MixOptions,
  ) {
    const { pairs, speech, noise } = material;
    this.#rehearser = new Rehearser(rehearsal, SEGMENT_FRAMES);
    this.#speech = [
      ...pairs.map(({ pair }) => ({ numFrames: pair.numFrames, energies: pair.speech })),
      ...speech.map(({ track }) => track),
    ];
    this.#noise = [
      ...pairs.filter(({ swappable }) => swappable).map(({ pair }) => ({ track: { numFrames: pair.numFrames, energies: pair.noise } })),
      ...noise,
    ];
  }

  /** The batch of a step: `own` items of the user's, then `rehearsed` ones. */
  batch(step: number, own: number, rehearsed: number): Batch {
    return addUp(this.items(step, own, rehearsed), SEGMENT_FRAMES, this.options.causal);
  }

  /** The items of that batch. Without a rehearsal set all are the user's. */
  items(step: number, own: number, rehearsed: number): Item[] {
    const random = new Random(this.options.seed, step);
    return [
      ...Array.from({ length: own }, () => this.#own(random)),
      ...Array.from({ length: this.#rehearser.isReady ? rehearsed : 0 }, () => this.#rehearser.item(random, this.angles(random))),
    ];
  }

  /** A segment [SEGMENT_FRAMES, NUM_BANDS] of the user's noise, as it might have been at another moment, at any level. */
  noise(random: Random): Float32Array {
    return this.#anotherMoment(random, this.#drawNoise(random).track);
  }

  /** Segments [count, SEGMENT_FRAMES, NUM_BANDS] of recordings without a clean twin, each at a level of about 1. */
  noisySegments(random: Random, count: number): Float32Array[] {
    const tracks = this.material.noisy.map(({ track }) => track);
    assert(tracks.length > 0, 'no noisy recordings');
    return Array.from({ length: count }, () => {
      const segment = noiseSegment(random, random.weighted(tracks, lengthOf), SEGMENT_FRAMES);
      return scaled(segment, 1 / Math.max(activeEnergy(segment), 1e-12));
    });
  }

  /** The cosine between unrelated signals [SEGMENT_FRAMES, NUM_BANDS]. */
  angles(random: Random): Float32Array {
    const out = new Float32Array(SEGMENT_FRAMES * NUM_BANDS);
    drawAngles(random, this.#deviation, out, 0, SEGMENT_FRAMES);
    return out;
  }

  /** An item of the user's: a pair as it was recorded, or their noise under any voice; their voice with general noise where they gave no noise. */
  #own(random: Random): Item {
    const { pairs } = this.material;
    if (pairs.length > 0 && (this.#noise.length === 0 || random.uniform() < AS_RECORDED)) return this.#asRecorded(random);
    const drawn = this.#noise.length > 0 ? this.#drawNoise(random) : undefined;
    const recordedDb = drawn?.snrDb ?? (pairs.length > 0 ? random.weighted(pairs, (p) => p.pair.numFrames).snrDb : undefined);
    const snrDb = recordedDb === undefined ? random.between(...this.options.snrRangeDb) : recordedDb + random.normal() * SNR_SPREAD_DB;
    const noise = (): Float32Array => (drawn ? this.#anotherMoment(random, drawn.track) : this.#rehearser.noise(random));
    const general = this.#speech.length === 0 || (this.#rehearser.isReady && random.uniform() < OTHER_VOICES);
    return general
      ? this.#mixed(random, this.rehearsal.speech, noise, snrDb, this.rehearsal.numBands)
      : this.#mixed(random, this.#speech, noise, snrDb, NUM_BANDS);
  }

  #asRecorded(random: Random): Item {
    const { pair } = random.weighted(this.material.pairs, (p) => p.pair.numFrames);
    const item = pairSegment(random, pair, SEGMENT_FRAMES);
    const level = 1 / Math.max(activeEnergy(item.speech), 1e-12);
    return {
      speech: scaled(item.speech, level),
      noise: scaled(item.noise, level * 10 ** ((random.normal() * SNR_SPREAD_DB) / 10)),
      cosine: item.cosine,
    };
  }

  #drawNoise(random: Random): Pick<NoiseTrack, 'track' | 'snrDb'> {
    return random.weighted(this.#noise, ({ track }) => track.numFrames);
  }

  /** The user's noise as it might have been a little later: another stretch laid over at times, and its spectrum varied. */
  #anotherMoment(random: Random, noise: Track): Float32Array {
    const under = noiseSegment(random, noise, SEGMENT_FRAMES);
    if (random.uniform() < LAID_OVER)
      layOver(under, noiseSegment(random, this.#drawNoise(random).track, SEGMENT_FRAMES), random.between(...LAID_OVER_DB));
    this.#moments.apply(random, under, NUM_BANDS);
    return under;
  }

  #mixed(random: Random, speech: readonly Track[], noise: () => Float32Array, snrDb: number, numBands: number): Item {
    const voice = speechSegment(random, () => random.weighted(speech, lengthOf), SEGMENT_FRAMES);
    const under = noise();
    if (random.uniform() < VARIED) this.#voices.apply(random, voice, numBands);
    emptyAbove(numBands, under);
    return {
      speech: scaled(voice, 1 / Math.max(activeEnergy(voice), 1e-12)),
      noise: scaled(under, 10 ** (-snrDb / 10) / Math.max(meanFrameEnergy(under), 1e-12)),
      cosine: this.angles(random),
    };
  }
}
