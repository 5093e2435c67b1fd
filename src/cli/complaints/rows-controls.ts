import { DEFAULT_RENDER_SETTINGS } from '../../base/settings';
import { type Bench, first } from './bench';
import { decibels, energy, levelDb, mean, sum, worstDifference } from './levels';
import { NOISES } from './noises';
import type { Complaint } from './row';
import { breaths, laughter } from './voice';

const RATE = 48_000;

/** How far a reduction goes beyond the limit that was set, dB, on noise alone, in the loudest 100 ms sense: overall. */
async function beyondLimit(bench: Bench, limitDb: number): Promise<number> {
  const noise = NOISES.fan(4 * RATE, RATE, 81).map((v) => v * 0.03);
  const after = await bench.denoiseMono(noise, RATE, { ...DEFAULT_RENDER_SETTINGS, maxReductionDb: limitDb });
  return -levelDb(after, noise) - limitDb;
}

/** Level that is left of a sound by itself at a limit, dB. */
async function leftOf(bench: Bench, samples: Float32Array, rate: number, maxReductionDb: number): Promise<number> {
  const { gains, after } = await bench.denoise([samples], rate);
  if (maxReductionDb === DEFAULT_RENDER_SETTINGS.maxReductionDb) return levelDb(first(after), samples);
  const limited = await bench.apply(gains, [samples], rate, { ...DEFAULT_RENDER_SETTINGS, maxReductionDb });
  return levelDb(first(limited), samples);
}

/** Laughter after a sentence of the same recording, over faint hiss: level that is left, dB. */
async function laughterInTalk(bench: Bench): Promise<number> {
  const scenes = await Promise.all(
    bench.material.clean.slice(0, 2).map(async ({ samples, rate, name }, i) => {
      const laugh = laughter(rate).samples;
      const talk = samples.subarray(0, 4 * rate);
      const speech = new Float32Array(talk.length + laugh.length);
      speech.set(talk);
      speech.set(laugh, talk.length);
      const scene = await bench.scene({ name, samples: speech, rate }, 'hiss', NOISES.hiss(speech.length, rate, 90 + i), 30);
      return levelDb(scene.speechAfter, speech, talk.length);
    }),
  );
  return mean(scenes);
}

export const CONTROL_ROWS: readonly Complaint[] = [
  {
    id: 'null-at-zero',
    complaint: 'Strength 0 does not give the source back (worst sample).',
    unit: 'of full scale',
    bound: 'most',
    limit: 0,
    measure: async (bench) => {
      let worst = 0;
      for (const { gains, mix, rate } of await bench.scenes(10))
        worst = Math.max(
          worst,
          worstDifference(first(await bench.apply(gains, [mix], rate, { ...DEFAULT_RENDER_SETTINGS, strength: 0 })), mix),
        );
      return worst;
    },
  },
  {
    id: 'strength-rises',
    complaint: 'There is no strength between all and nothing (settings of 0, 20 ... 100 % that do not reduce noise further).',
    unit: 'settings',
    bound: 'most',
    limit: 0,
    measure: async (bench) => {
      const noise = NOISES.fan(3 * RATE, RATE, 82).map((v) => v * 0.03);
      const { gains } = await bench.denoise([noise], RATE);
      let [wrong, last] = [0, 1];
      for (const strength of [0, 0.2, 0.4, 0.6, 0.8, 1]) {
        const share =
          energy(first(await bench.apply(gains, [noise], RATE, { ...DEFAULT_RENDER_SETTINGS, strength, maxReductionDb: 40 }))) /
          energy(noise);
        if (strength > 0 && share >= last) wrong++;
        last = share;
      }
      return wrong;
    },
  },
  {
    id: 'mix-back',
    complaint: 'Mixing the source back in gives phasing: it is 15 ms off (half source, half result against strength 50 %).',
    unit: 'dB',
    bound: 'most',
    limit: -60,
    measure: async (bench) => {
      let worst = Number.NEGATIVE_INFINITY;
      for (const { gains, mix, result, rate } of await bench.scenes(10)) {
        const half = first(await bench.apply(gains, [mix], rate, { ...DEFAULT_RENDER_SETTINGS, strength: 0.5, maxReductionDb: 40 }));
        const mixed = sum(mix, result).map((v) => v / 2);
        worst = Math.max(worst, decibels(energy(half.map((v, i) => v - mixed[i]!)) / energy(half)));
      }
      return worst;
    },
  },
  {
    id: 'limit-0',
    complaint: 'Even the lowest setting changes the recording (worst sample at a limit of 0 dB).',
    unit: 'of full scale',
    bound: 'most',
    limit: 0,
    measure: async (bench) => {
      const [scene] = await bench.scenes(10);
      if (!scene) return Number.NaN;
      const after = await bench.apply(scene.gains, [scene.mix], scene.rate, { ...DEFAULT_RENDER_SETTINGS, maxReductionDb: 0 });
      return worstDifference(first(after), scene.mix);
    },
  },
  {
    id: 'same-twice',
    complaint: 'Results cannot be reproduced (worst sample between two runs of one recording).',
    unit: 'of full scale',
    bound: 'most',
    limit: 0,
    measure: async (bench) => {
      let worst = 0;
      for (const { mix, rate, result } of (await bench.scenes(10)).slice(0, 3))
        worst = Math.max(worst, worstDifference(await bench.denoiseMono(mix, rate), result));
      return worst;
    },
  },
  {
    id: 'removed-is-noise',
    complaint: 'In what was removed I hear my own voice (energy of speech in the removed part against speech, 10 dB SNR).',
    unit: 'dB',
    bound: 'most',
    limit: -10,
    measure: async (bench) =>
      mean(
        (await bench.scenes(10)).map(({ speech, speechAfter }) =>
          decibels(energy(speech.map((v, i) => v - speechAfter[i]!)) / energy(speech)),
        ),
      ),
  },
  {
    id: 'limit-6',
    complaint: 'A limit of 6 dB is not kept (reduction of noise beyond it).',
    unit: 'dB',
    bound: 'most',
    limit: 0.1,
    measure: (bench) => beyondLimit(bench, 6),
  },
  {
    id: 'limit-12',
    complaint: 'A limit of 12 dB is not kept (reduction of noise beyond it).',
    unit: 'dB',
    bound: 'most',
    limit: 0.1,
    measure: (bench) => beyondLimit(bench, 12),
  },
  {
    id: 'limit-24',
    complaint: 'A limit of 24 dB is not kept (reduction of noise beyond it).',
    unit: 'dB',
    bound: 'most',
    limit: 0.1,
    measure: (bench) => beyondLimit(bench, 24),
  },
  {
    id: 'music-limit',
    complaint: 'Music is erased (real music alone, level left at a limit of 40 dB).',
    unit: 'dB',
    bound: 'least',
    limit: -40.1,
    measure: (bench) => leftOf(bench, bench.material.music.samples, bench.material.music.rate, 40),
  },
  {
    id: 'music-limit-12',
    complaint: 'Music cannot be kept (real music alone, level left at a limit of 12 dB).',
    unit: 'dB',
    bound: 'least',
    limit: -12.1,
    measure: (bench) => leftOf(bench, bench.material.music.samples, bench.material.music.rate, 12),
  },
  {
    id: 'laughter-limit',
    complaint: 'Laughter is erased (generated laughter alone, level left at a limit of 40 dB).',
    unit: 'dB',
    bound: 'least',
    limit: -40.1,
    measure: (bench) => leftOf(bench, laughter(RATE).samples, RATE, 40),
  },
  {
    id: 'laughter-kept',
    complaint: 'Laughter between sentences is taken away (generated laughter after real speech, level left).',
    unit: 'dB',
    bound: 'least',
    limit: -6,
    measure: laughterInTalk,
  },
  {
    id: 'breath-limit',
    complaint: 'Breaths are erased (generated breaths alone, level left at a limit of 40 dB).',
    unit: 'dB',
    bound: 'least',
    limit: -40.1,
    measure: (bench) => leftOf(bench, breaths(RATE).samples, RATE, 40),
  },
  {
    id: 'breath-limit-12',
    complaint: 'Breaths cannot be kept (generated breaths alone, level left at a limit of 12 dB).',
    unit: 'dB',
    bound: 'least',
    limit: -12.1,
    measure: (bench) => leftOf(bench, breaths(RATE).samples, RATE, 12),
  },
];
