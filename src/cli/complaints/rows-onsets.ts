import { concatenated } from '../../base/concatenated';
import type { Bench } from './bench';
import { decibels, energy, levelDb, mean } from './levels';
import { NOISES } from './noises';
import { frictionPieces, wordEnds, wordOnsets } from './places';
import type { Complaint } from './row';
import { fricativeWords, stopWords, type Words } from './voice';

const ONSET_SEC = 0.04;
const SNR_DB = 10;

/** Level of the result against the clean reference in the first 40 ms of each word, dB. */
function generatedOnsets(bench: Bench, name: string, words: (rate: number) => Words): Promise<number[]> {
  return bench.once(name, async () => {
    const { samples, rate, onsets } = words(48_000);
    const clip = { name: 'generated', samples, rate };
    const scene = await bench.scene(clip, 'hiss', NOISES.hiss(samples.length, rate, 3), SNR_DB);
    return onsets.map((at) => levelDb(scene.result, scene.speech, at, at + ONSET_SEC * rate));
  });
}

/** The same for words of real speech, whose beginnings are found by level. */
async function spokenOnsets(bench: Bench): Promise<number[]> {
  const found: number[] = [];
  for (const { clip, result, speech } of await bench.scenes(SNR_DB)) {
    for (const at of wordOnsets(speech, clip.rate)) found.push(levelDb(result, speech, at, at + ONSET_SEC * clip.rate));
  }
  return found;
}

function meanMagnitude(values: readonly number[]): number {
  return Math.abs(mean(values));
}

function shareBelow(values: readonly number[], db: number): number {
  return (100 * values.filter((v) => v < db).length) / values.length;
}

async function lossOverPieces(bench: Bench, pieces: (x: Float32Array, rate: number) => (readonly [number, number])[]): Promise<number> {
  let [kept, whole] = [0, 0];
  for (const { clip, speech, speechAfter } of await bench.scenes(SNR_DB)) {
    const scale = 1 / energy(speech);
    for (const [start, end] of pieces(speech, clip.rate)) {
      kept += scale * energy(speechAfter, start, end);
      whole += scale * energy(speech, start, end);
    }
  }
  return decibels(kept / whole);
}

/** SI-SDR is undefined on silence, so the error's level against speech is compared: first second of the file against the same words later on. */
async function firstAgainstLater(bench: Bench, atEnd: boolean): Promise<number> {
  const differences: number[] = [];
  for (const [i, { samples, rate }] of bench.material.clean.slice(0, 4).entries()) {
    const [from] = wordOnsets(samples, rate);
    const word = samples.slice(from ?? 0, (from ?? 0) + Math.round(3 * rate));
    const clip = { name: 'thrice', samples: concatenated([word, word, word]), rate };
    const noise = NOISES.hiss(word.length, rate, 20 + i);
    const { speechAfter, noiseAfter } = await bench.scene(clip, 'hiss', concatenated([noise, noise, noise]), SNR_DB);
    const errorAt = (start: number): number => {
      let sum = 0;
      for (let n = start; n < start + rate; n++) sum += (speechAfter[n]! + noiseAfter[n]! - clip.samples[n]!) ** 2;
      return sum;
    };
    const within = atEnd ? word.length - rate : 0;
    differences.push(decibels(errorAt(within + (atEnd ? 2 : 0) * word.length) / errorAt(within + word.length)));
  }
  return mean(differences);
}

export const ONSET_ROWS: readonly Complaint[] = [
  {
    id: 'stop-onsets',
    complaint: 'A p, t or k after silence is cut off (generated words, first 40 ms against the clean reference, 10 dB SNR).',
    unit: 'dB off',
    bound: 'most',
    limit: 3,
    measure: async (bench) => meanMagnitude(await generatedOnsets(bench, 'stops', stopWords)),
  },
  {
    id: 'stop-onsets-cut',
    complaint: 'Single words lose their first p, t or k (generated words that lose more than 6 dB of their first 40 ms).',
    unit: '% of words',
    bound: 'most',
    limit: 10,
    measure: async (bench) => shareBelow(await generatedOnsets(bench, 'stops', stopWords), -6),
  },
  {
    id: 'fricative-onsets',
    complaint: '"Sound" becomes "ound": an s or sh at the beginning is dropped (generated words, first 40 ms, 10 dB SNR).',
    unit: 'dB off',
    bound: 'most',
    limit: 3,
    measure: async (bench) => meanMagnitude(await generatedOnsets(bench, 'fricatives', fricativeWords)),
  },
  {
    id: 'fricative-onsets-cut',
    complaint: 'Single words lose their first s or sh (generated words that lose more than 6 dB of their first 40 ms).',
    unit: '% of words',
    bound: 'most',
    limit: 10,
    measure: async (bench) => shareBelow(await generatedOnsets(bench, 'fricatives', fricativeWords), -6),
  },
  {
    id: 'spoken-onsets',
    complaint: 'The beginning of what I say is cut off (real words after a pause, first 40 ms against the clean reference, 10 dB SNR).',
    unit: 'dB off',
    bound: 'most',
    limit: 3,
    measure: async (bench) => meanMagnitude(await spokenOnsets(bench)),
  },
  {
    id: 'spoken-onsets-cut',
    complaint: 'Single words lose their beginning (real words that lose more than 6 dB of their first 40 ms, 10 dB SNR).',
    unit: '% of words',
    bound: 'most',
    limit: 10,
    measure: async (bench) => shareBelow(await spokenOnsets(bench), -6),
  },
  {
    id: 'spoken-fricatives',
    complaint: 'The "s" is dropped in the middle of words (energy kept of the friction in real speech, 10 dB SNR).',
    unit: 'dB',
    bound: 'least',
    limit: -3,
    measure: (bench) => lossOverPieces(bench, (x, rate) => frictionPieces(x, rate).map((at) => [at, at + 0.02 * rate])),
  },
  {
    id: 'spoken-ends',
    complaint: 'Endings of words are clipped (energy kept of the last 80 ms before a pause, real speech, 10 dB SNR).',
    unit: 'dB',
    bound: 'least',
    limit: -3,
    measure: (bench) => lossOverPieces(bench, (x, rate) => wordEnds(x, rate).map((at) => [at - 0.08 * rate, at])),
  },
  {
    id: 'first-second',
    complaint: 'Noise is left in the first second of any file (error of a first second of speech against the same words later).',
    unit: 'dB more',
    bound: 'most',
    limit: 1,
    measure: (bench) => firstAgainstLater(bench, false),
  },
  {
    id: 'last-second',
    complaint: 'The last segment is worse than the rest (error of the last second against the same words before).',
    unit: 'dB more',
    bound: 'most',
    limit: 1,
    measure: (bench) => firstAgainstLater(bench, true),
  },
];
