import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { concatenated } from '../../base/concatenated';
import { DEFAULT_RENDER_SETTINGS } from '../../base/settings';
import { encodeSamples, wavHeader } from '../../media/wav-writer';
import { denoiseFile } from '../denoise-file';
import { type Bench, first } from './bench';
import { levelDb, mean, scaled, sum, worstDifference } from './levels';
import { NOISES, white } from './noises';
import { wordOnsets } from './places';
import type { Complaint } from './row';
import { writeThrough } from './through-file';

const MEMORY_RATE = 48_000;
const SHORT_SEC = 100;
const LONG_SEC = 340;

/** Writes a stereo file second by second, so that this command itself holds none of it. */
async function writeLong(bench: Bench, name: string, seconds: number): Promise<string> {
  const path = join(bench.folder, name);
  const second = NOISES.fan(MEMORY_RATE, MEMORY_RATE, 2).map((v) => v * 0.05);
  const bytes = encodeSamples([second, second], 's16');
  const handle = await open(path, 'w');
  await handle.write(wavHeader({ sampleRateHz: MEMORY_RATE, numChannels: 2, numSamples: seconds * MEMORY_RATE, encoding: 's16' }));
  for (let i = 0; i < seconds; i++) await handle.write(bytes);
  await handle.close();
  return path;
}

interface LongRun {
  readonly growthMb: number;
  readonly timesRealTime: number;
}

/** Growth of this process's highest memory from a short to a long file; the file as floats would take 92 MB more. */
async function measureLong(bench: Bench): Promise<LongRun> {
  const run = (path: string) => denoiseFile(bench.denoiser, path, join(bench.folder, 'long-out.wav'), DEFAULT_RENDER_SETTINGS);
  await run(await writeLong(bench, 'short.wav', SHORT_SEC));
  const beforeKb = process.resourceUsage().maxRSS;
  const { seconds, processingSeconds } = await run(await writeLong(bench, 'long.wav', LONG_SEC));
  return { growthMb: (process.resourceUsage().maxRSS - beforeKb) / 1024, timesRealTime: seconds / processingSeconds };
}

function longRun(bench: Bench): Promise<LongRun> {
  return bench.once('long run', () => measureLong(bench));
}

/** Speech and noise of three seconds, again and again: levels of each result against the second, dB. */
async function repeats(bench: Bench, times: number): Promise<number[]> {
  const { samples, rate } = bench.material.clean[0]!;
  const [from = 0] = wordOnsets(samples, rate);
  const piece = samples.slice(from, from + 3 * rate);
  const noisy = sum(
    piece,
    NOISES.hiss(piece.length, rate, 6).map((v) => v * 0.01),
  );
  const result = await bench.denoiseMono(concatenated(Array.from({ length: times }, () => noisy)), rate);
  const reference = result.subarray(piece.length, 2 * piece.length);
  return Array.from({ length: times }, (_, i) => levelDb(result.subarray(i * piece.length, (i + 1) * piece.length), reference));
}

/** Largest difference of the result between chunks of one second, whose borders fall inside words, and chunks of sixteen. */
async function seams(bench: Bench): Promise<number> {
  let worst = 0;
  for (const { mix, rate } of (await bench.scenes(10)).slice(0, 4)) {
    const [small, big] = [await bench.denoise([mix], rate, undefined, 64), await bench.denoise([mix], rate)];
    worst = Math.max(worst, worstDifference(small.gains.codes, big.gains.codes));
  }
  return worst * 0.25;
}

/** A DC offset of a fifth of full scale: change of the level of speech, dB. */
async function offsetChange(bench: Bench): Promise<number> {
  const changes: number[] = [];
  for (const { mix, gains, speech, speechAfter, rate } of (await bench.scenes(10)).slice(0, 3)) {
    const shifted = await bench.denoise([mix.map((v) => v + 0.2)], rate);
    const after = first(await bench.apply(shifted.gains, [speech], rate));
    if (gains.numFrames > 0) changes.push(levelDb(after, speechAfter));
  }
  return Math.abs(mean(changes));
}

export const LENGTH_ROWS: readonly Complaint[] = [
  {
    id: 'memory-flat',
    complaint: 'Long files run out of memory (growth of the highest memory from a file of 100 s to one of 340 s, stereo, 48 kHz).',
    unit: 'MB',
    bound: 'most',
    limit: 40,
    measure: async (bench) => (await longRun(bench)).growthMb,
  },
  {
    id: 'fast-enough',
    complaint: 'An hour takes hours (times real time on one thread of WASM, stereo, 48 kHz).',
    unit: 'x real time',
    bound: 'least',
    limit: 3,
    measure: async (bench) => (await longRun(bench)).timesRealTime,
  },
  {
    id: 'later-as-first',
    complaint: 'Minutes in, it becomes noise (level of the same words 2 minutes in against the first time).',
    unit: 'dB off',
    bound: 'most',
    limit: 0.5,
    measure: async (bench) => Math.abs((await repeats(bench, 42)).at(-2)!),
  },
  {
    id: 'last-words',
    complaint: 'The last segment is lost or muted (level of the last words against the same words before).',
    unit: 'dB off',
    bound: 'most',
    limit: 1,
    measure: async (bench) => Math.abs((await repeats(bench, 7)).at(-1)!),
  },
  {
    id: 'first-words',
    complaint: 'The first words are muted (level of the first words against the same words later).',
    unit: 'dB off',
    bound: 'most',
    limit: 1,
    measure: async (bench) => Math.abs((await repeats(bench, 7))[0]!),
  },
  {
    id: 'seam-in-word',
    complaint:
      'A cut of "understand" into "un" and "derstand" eats the phonemes (gains with chunk borders inside words against none, one step is 0.25 dB).',
    unit: 'dB',
    bound: 'most',
    limit: 0.25,
    measure: seams,
  },
  {
    id: 'short-clips',
    complaint: 'Very short clips fail (files of 1 to 1000 samples that are not returned at their length).',
    unit: 'files',
    bound: 'most',
    limit: 0,
    measure: async (bench) => {
      let failed = 0;
      for (const length of [1, 2, 100, 1000]) {
        const { numSamples } = await writeThrough(bench, [white(length, 4).map((v) => v * 0.1)], 44_100, 's16');
        if (numSamples !== length) failed++;
      }
      return failed;
    },
  },
];

const noiseWon = async (bench: Bench, name: 'keys' | 'wind' | 'hum' | 'hiss'): Promise<number> => {
  const gains: number[] = [];
  for (const [i, clip] of bench.material.clean.slice(0, 3).entries()) {
    const scene = await bench.scene(clip, name, NOISES[name](clip.samples.length, clip.rate, 100 + i), 5);
    gains.push(levelDb(scene.speechAfter, scene.speech) - levelDb(scene.noiseAfter, scene.noise));
  }
  return mean(gains);
};

export const TROUBLE_ROWS: readonly Complaint[] = [
  {
    id: 'dc-offset',
    complaint: 'A recorder with a DC offset upsets it (change of the level of speech with an offset of 0.2).',
    unit: 'dB off',
    bound: 'most',
    limit: 1,
    measure: offsetChange,
  },
  {
    id: 'clipping',
    complaint: 'Clipped recordings are taken for noise (level kept of speech that was clipped 10 dB over).',
    unit: 'dB',
    bound: 'least',
    limit: -3,
    measure: async (bench) => {
      const kept: number[] = [];
      for (const { samples, rate } of bench.material.clean.slice(0, 3)) {
        const peak = samples.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
        const clipped = scaled(samples, 10).map((v) => Math.max(-peak, Math.min(peak, v)));
        kept.push(levelDb(await bench.denoiseMono(clipped, rate), clipped));
      }
      return Math.min(...kept);
    },
  },
  {
    id: 'not-a-number',
    complaint: 'One broken sample of a float file ruins the rest (samples that are not finite after, NaN and infinity in the source).',
    unit: 'samples',
    bound: 'most',
    limit: 0,
    measure: async (bench) => {
      const noise = white(16_000, 8).map((v) => v * 0.05);
      noise[5000] = Number.NaN;
      noise[9000] = Number.POSITIVE_INFINITY;
      const { channels } = await writeThrough(bench, [noise], 16_000, 'f32');
      return first(channels).filter((v) => !Number.isFinite(v)).length;
    },
  },
  {
    id: 'silence-stays',
    complaint: 'Something is made out of nothing (samples of a silent file that are not zero after).',
    unit: 'samples',
    bound: 'most',
    limit: 0,
    measure: async (bench) => (await bench.denoiseMono(new Float32Array(48_000), 48_000)).filter((v) => v !== 0).length,
  },
  {
    id: 'noise-alone',
    complaint: 'Noise alone becomes chirping or babble instead of quiet (reduction of hiss, fan and hum by themselves, least of them).',
    unit: 'dB',
    bound: 'least',
    limit: 12,
    measure: async (bench) => {
      const reduced: number[] = [];
      for (const [i, name] of (['hiss', 'fan', 'hum'] as const).entries()) {
        const noise = NOISES[name](4 * 48_000, 48_000, 110 + i).map((v) => v * 0.02);
        reduced.push(-levelDb(await bench.denoiseMono(noise, 48_000), noise));
      }
      return Math.min(...reduced);
    },
  },
  {
    id: 'hiss-under-speech',
    complaint: 'It does too little: hiss stays (won of the ratio of speech to noise, 5 dB SNR).',
    unit: 'dB',
    bound: 'least',
    limit: 6,
    measure: (bench) => noiseWon(bench, 'hiss'),
  },
  {
    id: 'hum-under-speech',
    complaint: 'Mains hum stays (won of the ratio of speech to noise, 5 dB SNR).',
    unit: 'dB',
    bound: 'least',
    limit: 6,
    measure: (bench) => noiseWon(bench, 'hum'),
  },
  {
    id: 'keys-while-talking',
    complaint: 'Keys are heard while I talk (won of the ratio of speech to noise, 5 dB SNR).',
    unit: 'dB',
    bound: 'least',
    limit: 3,
    measure: (bench) => noiseWon(bench, 'keys'),
  },
  {
    id: 'wind',
    complaint: 'Wind stays (won of the ratio of speech to noise, 5 dB SNR).',
    unit: 'dB',
    bound: 'least',
    limit: 6,
    measure: (bench) => noiseWon(bench, 'wind'),
  },
];
