import { concatenated } from '../base/concatenated';
import { DNSMOS_RATE_HZ, DNSMOS_SAMPLES } from '../base/figures';
import { Random } from '../base/random';
import { DEFAULT_RENDER_SETTINGS } from '../base/settings';
import type { Comparison, Proof, ProofExcerpts, ProofSets, Scores } from '../base/tuning';
import { ANALYSIS_RATE_HZ } from '../dsp/constants';
import type { FftLibrary } from '../dsp/fft';
import { melSpectrogramDb } from '../dsp/mel-spectrogram';
import { meanSquaredError, psnrDb, siSdrDb } from '../dsp/metrics';
import { readExcerpt } from '../dsp/rating-excerpts';
import { Recording } from '../dsp/recording';
import { stoi } from '../dsp/stoi';
import type { Backend } from '../net/backend-parts';
import { denoise } from '../net/denoise';
import { Generator } from '../net/generator';
import type { Model } from '../net/model';
import { snrDbOf } from './prepare';
import type { AlignedPair, NamedSamples, Recordings } from './recordings';
import type { Weights } from './session-types';

/** Most seconds of one set that are measured; of more, stretches spread over it. */
const MOST_SEC = 60;
/** A stretch that is measured by itself. */
const STRETCH_SEC = 5;
const SNR_DB = [0, 5, 10] as const;
/** Excerpts of one set that are rated at most: each takes a network seconds. */
const MOST_EXCERPTS = 3;

/** What a proof measures on: the user's own held-out pairs, and other voices. */
export interface ProofPairs {
  readonly own: readonly AlignedPair[];
  readonly general: readonly AlignedPair[];
}

/** What one model makes of a set of pairs. */
interface Measured {
  readonly scores: Scores;
  readonly excerpts: readonly Float32Array[];
}

/** Pairs to measure on of what was held out: its own pairs, or its speech mixed with its noise; none where there is no clean reference. */
export function ownProofPairs({ pairs, speech, noise }: Recordings, seed: number): AlignedPair[] {
  if (pairs.length > 0) return stretchesOf(pairs);
  if (speech.length === 0 || noise.length === 0) return [];
  const random = new Random(seed, 31);
  const mixed = speech.map((voice, i) => mixOf(voice, noise[i % noise.length]!, SNR_DB[i % SNR_DB.length]!, random));
  return stretchesOf(mixed);
}

function mixOf({ name, samples: clean }: NamedSamples, { samples: noise }: NamedSamples, snrDb: number, random: Random): AlignedPair {
  const start = random.index(noise.length);
  const plain = { name, clean, noisy: clean.map((v, i) => v + noise[(start + i) % noise.length]!) };
  const factor = 10 ** ((snrDbOf(plain) - snrDb) / 20);
  return { name, clean, noisy: clean.map((v, i) => v + factor * noise[(start + i) % noise.length]!) };
}

/** Stretches of STRETCH_SEC spread evenly over all pairs, MOST_SEC in all. */
function stretchesOf(pairs: readonly AlignedPair[]): AlignedPair[] {
  const length = STRETCH_SEC * ANALYSIS_RATE_HZ;
  const places = pairs.flatMap((pair) =>
    Array.from({ length: Math.max(1, Math.floor(pair.clean.length / length)) }, (_, i) => ({ pair, start: i * length })),
  );
  const count = Math.min(places.length, Math.floor(MOST_SEC / STRETCH_SEC));
  const chosen = Array.from({ length: count }, (_, i) => places[Math.floor((i * places.length) / count)]!);
  const cut = (samples: Float32Array, start: number): Float32Array => samples.slice(start, start + length);
  return chosen
    .map(({ pair, start }) => ({ name: pair.name, clean: cut(pair.clean, start), noisy: cut(pair.noisy, start) }))
    .filter(({ clean }) => clean.length > ANALYSIS_RATE_HZ && clean.some((v) => Math.abs(v) > 1e-3));
}

/**
 * Measures a tuned model beside its base, through the same chain as recordings: gain track, default settings, rendered sound. Parts of that sound come with
 * it, for a rater.
 * @throws LimpidError backend/device-lost, backend/gpu-error; AbortError when `signal` fires
 */
export async function prove(
  signal: AbortSignal,
  backend: Backend,
  library: FftLibrary,
  base: Model,
  tuned: Weights,
  pairs: ProofPairs,
): Promise<{ proof: Proof; excerpts: ProofExcerpts }> {
  const compare = async (set: readonly AlignedPair[]): Promise<{ base: Measured; tuned: Measured }> => ({
    base: await measure(signal, backend, library, base, set),
    tuned: await measure(signal, backend, library, { ...base, weights: tuned }, set),
  });
  const general = await compare(pairs.general);
  const sets = pairs.own.length > 0 ? { own: await compare(pairs.own), general } : { general };
  const comparison = ({ base: b, tuned: t }: typeof general): Comparison => ({ base: b.scores, tuned: t.scores });
  return {
    proof: ofEach(sets, comparison),
    excerpts: ofEach(sets, ({ base: b, tuned: t }) => ({ base: b.excerpts, tuned: t.excerpts })),
  };
}

function ofEach<T, U>({ own, general }: ProofSets<T>, of: (value: T) => U): ProofSets<U> {
  return own === undefined ? { general: of(general) } : { own: of(own), general: of(general) };
}

async function measure(
  signal: AbortSignal,
  backend: Backend,
  library: FftLibrary,
  model: Model,
  pairs: readonly AlignedPair[],
): Promise<Measured> {
  const generator = new Generator(model);
  const sounds: Float32Array[] = [];
  const sums = { siSdrDb: 0, stoi: 0, melMse: 0, melPsnrDb: 0, seconds: 0 };
  try {
    for (const { clean, noisy } of pairs) {
      const after = await cleaned(signal, backend, library, generator, noisy);
      const [cleanMel, afterMel] = [melSpectrogramDb(library, clean), melSpectrogramDb(library, after)];
      sums.siSdrDb += siSdrDb(clean, after) / pairs.length;
      sums.stoi += stoi(library, clean, after) / pairs.length;
      sums.melMse += meanSquaredError(cleanMel, afterMel) / pairs.length;
      sums.melPsnrDb += psnrDb(cleanMel, afterMel) / pairs.length;
      sums.seconds += clean.length / ANALYSIS_RATE_HZ;
      sounds.push(after);
    }
  } finally {
    generator.dispose();
  }
  return { scores: sums, excerpts: await excerptsOf(signal, library, sounds) };
}

/** Excerpts spread over the sounds, one behind the other: whole ones as far as there is enough for them, and at least one. */
async function excerptsOf(signal: AbortSignal, { kernels }: FftLibrary, sounds: readonly Float32Array[]): Promise<Float32Array[]> {
  const joined = concatenated(sounds);
  const form = { sampleRateHz: ANALYSIS_RATE_HZ, numSamples: joined.length };
  const [totalSec, excerptSec] = [joined.length / ANALYSIS_RATE_HZ, DNSMOS_SAMPLES / DNSMOS_RATE_HZ];
  const count = Math.max(1, Math.min(MOST_EXCERPTS, Math.floor(totalSec / excerptSec)));
  const stepSec = Math.max(0, totalSec - excerptSec) / Math.max(1, count - 1);
  const read = async (_: AbortSignal, start: number, numSamples: number): Promise<Float32Array[]> => [
    joined.slice(start, start + numSamples),
  ];
  const excerpts: Float32Array[] = [];
  for (let i = 0; i < count; i++)
    excerpts.push(new Float32Array(await readExcerpt(signal, read, form, { startSec: i * stepSec, kernels })));
  return excerpts;
}

/** A recording (48 kHz mono) through a generator at the default settings. */
export async function cleaned(
  signal: AbortSignal,
  backend: Backend,
  library: FftLibrary,
  generator: Generator,
  noisy: Float32Array,
): Promise<Float32Array> {
  const recording = new Recording(library, async (_, start, count) => [noisy.slice(start, start + count)], ANALYSIS_RATE_HZ, noisy.length);
  const frames = recording.frames();
  try {
    for await (const _ of denoise(signal, backend, generator, frames, recording.gains));
    return (await recording.render(signal, 0, noisy.length, DEFAULT_RENDER_SETTINGS)).after[0]!;
  } finally {
    frames.dispose();
    recording.dispose();
  }
}
