import { HOP_SEC, NUM_BANDS } from '../../dsp/constants';
import { GAIN_STEP_DB } from '../../dsp/gain-track';
import { siSdrDb } from '../../dsp/metrics';
import { type Bench, first, type Scene } from './bench';
import { bandPass } from './filters';
import { decibels, deviation, energy, frameEnergies, levelDb, mean, peakOf, worstDifference } from './levels';
import { NOISES } from './noises';
import { speechAndPauses } from './places';
import type { Complaint } from './row';

const STEADY = ['hiss', 'fan', 'hum'] as const;

/** Level of the result over the source, 100 ms at a time, loudest, dB. */
function loudestGain({ mix, result, rate }: Scene): number {
  const [before, after] = [frameEnergies(mix, rate, 0.1), frameEnergies(result, rate, 0.1)];
  return Math.max(...Array.from(after, (v, i) => decibels(v / Math.max(before[i]!, 1e-20))));
}

/** How much more the level of steady noise wanders after than before, over pieces of 100 ms, dB. */
async function wander(bench: Bench): Promise<number> {
  const more: number[] = [];
  for (const [i, name] of STEADY.entries()) {
    const noise = NOISES[name](6 * 48_000, 48_000, 70 + i).map((v) => v * 0.02);
    const after = await bench.denoiseMono(noise, 48_000);
    const deviationOf = (x: Float32Array): number => deviation(Array.from(frameEnergies(x, 48_000, 0.1), decibels));
    more.push(deviationOf(after) - deviationOf(noise));
  }
  return mean(more);
}

/** In pauses between words: how much the level of what is left of steady noise wanders, dB. */
async function pauseWander(bench: Bench): Promise<number> {
  const all: number[] = [];
  for (const { speech, noise, noiseAfter, rate, noiseName } of await bench.scenes(10)) {
    if (noiseName === 'keys' || noiseName === 'wind') continue;
    const { pauses } = speechAndPauses(speech, rate);
    if (pauses.length > 3) all.push(deviation(pauses.map((at) => levelDb(noiseAfter, noise, at, at + 0.05 * rate))));
  }
  return all.length === 0 ? Number.NaN : mean(all);
}

/** Where speech in a band lies this far below the noise, it does not hide the noise. */
const UNMASKED_DB = 10;

/**
 * How much louder the rest of the noise is under words than in pauses, dB: mean gain, in dB, over frames and bands in which noise passes the speech by 10 dB,
 * in frames of speech against frames of pause.
 */
async function pumping(bench: Bench, maxReductionDb: number): Promise<number> {
  const all: number[] = [];
  for (const { speech, noise, gains, rate } of await bench.scenes(10)) {
    const [es, en] = [await bench.bandEnergies(speech, rate), await bench.bandEnergies(noise, rate)];
    const { speech: words, pauses } = speechAndPauses(speech, rate);
    const level = (places: readonly number[]): number => {
      const found: number[] = [];
      for (const at of places) {
        const frame = Math.round((at / rate + 0.025) / HOP_SEC);
        for (let i = frame * NUM_BANDS; i < (frame + 1) * NUM_BANDS; i++)
          if (en[i]! > es[i]! * 10 ** (UNMASKED_DB / 10)) found.push(-Math.min(gains.codes[i]! * GAIN_STEP_DB, maxReductionDb));
      }
      return mean(found);
    };
    if (pauses.length > 0 && words.length > 0) all.push(level(words) - level(pauses));
  }
  return mean(all.filter((v) => !Number.isNaN(v)));
}

/** Level of speech in a band, result's share of speech against the clean reference, mean, dB. */
async function bandKept(bench: Bench, lowHz: number, highHz: number): Promise<number> {
  const scenes = await bench.scenes(10);
  return mean(
    scenes.map(({ speech, speechAfter, rate }) =>
      levelDb(bandPass(speechAfter, rate, lowHz, highHz), bandPass(speech, rate, lowHz, highHz)),
    ),
  );
}

/** Kurtosis of short-time power, after over before, natural logarithm: isolated tones ("musical noise") raise it. Source: Uemura et al. 2008. */
async function musicalNoise(bench: Bench): Promise<number> {
  const kurtosis = (x: Float32Array): number => {
    const power = [700, 1500, 3000, 6000].map((hz) => frameEnergies(bandPass(x, 48_000, hz * 0.9, hz * 1.1), 48_000, 0.016));
    return mean(power.map((p) => mean(p.map((v) => v ** 4)) / mean(p.map((v) => v ** 2)) ** 2));
  };
  const noise = NOISES.hiss(8 * 48_000, 48_000, 75).map((v) => v * 0.02);
  return Math.log(kurtosis(await bench.denoiseMono(noise, 48_000)) / kurtosis(noise));
}

/** Energy of the result that is neither speech nor noise through the gains, against the result, dB. */
async function invented(bench: Bench): Promise<number> {
  let worst = Number.NEGATIVE_INFINITY;
  for (const { speech, noise, mix, gains, rate } of await bench.scenes(10)) {
    // Held within its own peak, a part by itself could lose a sample; a loud fourth channel lifts that bound.
    const [a, b, c] = await bench.apply(gains, [speech, noise, mix, new Float32Array(mix.length).fill(4)], rate);
    if (!a || !b || !c) throw new RangeError('a channel is missing');
    worst = Math.max(worst, decibels(energy(c.map((v, i) => v - a[i]! - b[i]!)) / energy(c)));
  }
  return worst;
}

const won = ({ speech, result, mix }: Scene): number => siSdrDb(speech, result) - siSdrDb(speech, mix);

export const SOUND_ROWS: readonly Complaint[] = [
  {
    id: 'never-louder',
    complaint: 'Loudness jumps: single passages come out louder than they were (loudest 100 ms over the source).',
    unit: 'dB',
    bound: 'most',
    limit: 0.1,
    measure: async (bench) => Math.max(...(await bench.scenes(10)).map(loudestGain)),
  },
  {
    id: 'peak-never-higher',
    complaint: "The result clips where the source did not (peak over the source's).",
    unit: 'dB',
    bound: 'most',
    limit: 0,
    measure: async (bench) => Math.max(...(await bench.scenes(10)).map(({ mix, result }) => 20 * Math.log10(peakOf(result) / peakOf(mix)))),
  },
  {
    id: 'sum-is-source',
    complaint: 'Enhancing changes words: what is heard was never said (result + removed against the source, worst sample).',
    unit: 'of full scale',
    bound: 'most',
    limit: 1e-6,
    measure: async (bench) => {
      let worst = 0;
      for (const { before, after, mix } of await bench.scenes(10)) {
        const removed = first(before).map((v, i) => v - first(after)[i]!);
        worst = Math.max(
          worst,
          worstDifference(
            removed.map((v, i) => v + first(after)[i]!),
            mix,
          ),
        );
      }
      return worst;
    },
  },
  {
    id: 'linear-in-parts',
    complaint: 'Hallucinated syllables: output that is no filtering of the input (result against speech and noise through the same gains).',
    unit: 'dB',
    bound: 'most',
    limit: -60,
    measure: invented,
  },
  {
    id: 'residual-steady',
    complaint: 'What is left of steady noise gurgles (how much more its level wanders after than before).',
    unit: 'dB',
    bound: 'most',
    limit: 3,
    measure: wander,
  },
  {
    id: 'residual-in-pauses',
    complaint: 'Residual noise is not steady between words (deviation of its reduction over pauses).',
    unit: 'dB',
    bound: 'most',
    limit: 6,
    measure: pauseWander,
  },
  {
    id: 'residual-under-words',
    complaint: 'Noise pumps: it comes back under every word (noise that words do not hide, under words against pauses).',
    unit: 'dB',
    bound: 'most',
    limit: 12,
    measure: (bench) => pumping(bench, 40),
  },
  {
    id: 'residual-under-words-12',
    complaint: 'Noise pumps, and nothing helps (noise under words against pauses, at a limit of 12 dB).',
    unit: 'dB',
    bound: 'most',
    limit: 12,
    measure: (bench) => pumping(bench, 12),
  },
  {
    id: 'musical-noise',
    complaint: 'Watery, metallic rests of noise (log kurtosis ratio of noise alone).',
    unit: 'ln',
    bound: 'most',
    limit: 1,
    measure: musicalNoise,
  },
  {
    id: 'warmth',
    complaint: 'It took the warmth of the voice (energy of speech kept, 80 to 300 Hz).',
    unit: 'dB',
    bound: 'least',
    limit: -3,
    measure: (bench) => bandKept(bench, 80, 300),
  },
  {
    id: 'presence',
    complaint: 'It sounds muffled (energy of speech kept, 2 to 6 kHz).',
    unit: 'dB',
    bound: 'least',
    limit: -3,
    measure: (bench) => bandKept(bench, 2000, 6000),
  },
  {
    id: 'tone-shift',
    complaint: 'The tone of the voice shifts (spread of kept energy over octaves from 125 Hz to 4 kHz).',
    unit: 'dB',
    bound: 'most',
    limit: 3,
    measure: async (bench) => {
      const kept: number[] = [];
      for (const hz of [125, 250, 500, 1000, 2000, 4000]) kept.push(await bandKept(bench, hz / Math.SQRT2, hz * Math.SQRT2));
      return Math.max(...kept) - Math.min(...kept);
    },
  },
  {
    id: 'every-language',
    complaint: 'It makes anything but English worse (SI-SDR won, worst of the recordings, 10 dB SNR).',
    unit: 'dB',
    bound: 'least',
    limit: 0,
    measure: async (bench) => Math.min(...(await bench.scenes(10)).map(won)),
  },
  {
    id: 'better-at-0',
    complaint: 'The result sounds worse than the original (SI-SDR won on average, 0 dB SNR).',
    unit: 'dB',
    bound: 'least',
    limit: 3,
    measure: async (bench) => mean((await bench.scenes(0)).map(won)),
  },
];
