import { LimpidError } from '../base/errors';
import type { PairCheck, PairNotice } from '../base/tuning';
import { align, padded } from '../dsp/align';
import { ANALYSIS_RATE_HZ } from '../dsp/constants';
import type { FftLibrary } from '../dsp/fft';
import type { AlignedPair } from './recordings';

export interface PreparedPair {
  readonly pair: AlignedPair;
  readonly check: PairCheck;
}

/** Recordings that begin further apart than this are not searched. */
const MAX_OFFSET_SEC = 5;
const SHORTEST_SEC = 1;
/** Below this the two are taken for different recordings: unrelated speech stays below 0.1 over 20 s. */
const LEAST_CORRELATION = 0.15;
const WEAK_CORRELATION = 0.3;
/** Above this there is no noise to speak of. */
const SAME_CORRELATION = 0.9999;
const FRAME_SAMPLES = 480;
const COMPARED_SAMPLES = 50_000;

/**
 * Brings a clean and a noisy recording (48 kHz mono) to one time axis and level and looks them over.
 * @throws LimpidError finetune/too-short, finetune/pair
 */
export function preparePair(library: FftLibrary, name: string, clean: Float32Array, noisy: Float32Array): PreparedPair {
  const shortest = Math.min(clean.length, noisy.length) / ANALYSIS_RATE_HZ;
  if (shortest < SHORTEST_SEC)
    throw new LimpidError(
      'finetune/too-short',
      `${name}: ${shortest.toFixed(2)} s, at least ${SHORTEST_SEC} s are needed. Choose longer recordings.`,
    );
  if (isSilent(clean) || isSilent(noisy))
    throw new LimpidError('finetune/pair', `${name}: one of the two recordings is silent. Choose recordings that hold speech.`);
  const { offset, gain, correlation } = align(library, clean, noisy, MAX_OFFSET_SEC);
  if (Math.abs(correlation) < LEAST_CORRELATION) {
    throw new LimpidError(
      'finetune/pair',
      `${name}: the clean recording is not found in the noisy one (likeness ${Math.abs(correlation).toFixed(2)}, at least ${LEAST_CORRELATION} is needed, within ${MAX_OFFSET_SEC} s). Choose its clean twin.`,
    );
  }
  const start = Math.max(0, -offset);
  const length = Math.min(clean.length, noisy.length - offset) - start;
  if (length < SHORTEST_SEC * ANALYSIS_RATE_HZ)
    throw new LimpidError(
      'finetune/too-short',
      `${name}: the two overlap by ${(length / ANALYSIS_RATE_HZ).toFixed(2)} s, at least ${SHORTEST_SEC} s are needed.`,
    );
  const pair = {
    name,
    clean: clean.slice(start, start + length).map((v) => v * gain),
    noisy: padded(noisy, start + offset, length),
  };
  const check = {
    offsetSec: offset / ANALYSIS_RATE_HZ,
    gainDb: 20 * Math.log10(Math.abs(gain)),
    correlation: Math.abs(correlation),
    snrDb: snrDbOf(pair),
    seconds: length / ANALYSIS_RATE_HZ,
  };
  return { pair, check: { ...check, notices: noticesOf(check, pair, clean, noisy, gain) } };
}

function isSilent(samples: Float32Array): boolean {
  return samples.every((v) => Math.abs(v) < 1e-6);
}

/** Speech against noise over the frames of 10 ms within 30 dB of the loudest of the speech, dB. */
export function snrDbOf({ clean, noisy }: AlignedPair): number {
  const count = Math.floor(clean.length / FRAME_SAMPLES);
  const speech = new Float64Array(count);
  const noise = new Float64Array(count);
  for (let i = 0; i < count * FRAME_SAMPLES; i++) {
    const frame = Math.floor(i / FRAME_SAMPLES);
    speech[frame]! += clean[i]! ** 2;
    noise[frame]! += (noisy[i]! - clean[i]!) ** 2;
  }
  const least = speech.reduce((a, b) => Math.max(a, b), 0) * 1e-3;
  let [s, n] = [0, 0];
  for (let i = 0; i < count; i++) {
    if (speech[i]! <= least) continue;
    s += speech[i]!;
    n += noise[i]!;
  }
  return 10 * Math.log10((s + 1e-20) / (n + 1e-20));
}

/** Share of samples that sit at the largest magnitude, in runs: what clipping leaves behind. */
function clippedShare(samples: Float32Array): number {
  let peak = 0;
  for (const v of samples) peak = Math.max(peak, Math.abs(v));
  if (peak < 0.1) return 0;
  let count = 0;
  for (let i = 1; i < samples.length; i++) if (Math.abs(samples[i]!) > 0.998 * peak && Math.abs(samples[i - 1]!) > 0.998 * peak) count++;
  return count / samples.length;
}

function noticesOf(
  check: Omit<PairCheck, 'notices'>,
  pair: AlignedPair,
  clean: Float32Array,
  noisy: Float32Array,
  gain: number,
): PairNotice[] {
  const notices: PairNotice[] = [];
  const add = (kind: PairNotice['kind'], text: string): void => void notices.push({ kind, text });
  if (Math.abs(check.offsetSec) > 0.25)
    add('shifted', `The noisy recording begins ${check.offsetSec.toFixed(2)} s later; this was made up for.`);
  if (gain < 0) add('inverted', 'The polarity of the clean recording is turned round; this was made up for.');
  if (check.correlation < WEAK_CORRELATION)
    add('weak-likeness', `Only ${Math.round(100 * check.correlation)} % alike: check that the two belong together.`);
  if (check.correlation > SAME_CORRELATION) add('identical', 'The two are all but the same: there is no noise to learn from.');
  if (check.snrDb < -10) add('loud-noise', `The noise is ${(-check.snrDb).toFixed(0)} dB louder than the speech.`);
  for (const [what, samples] of [
    ['clean', pair.clean],
    ['noisy', pair.noisy],
  ] as const) {
    const share = clippedShare(samples);
    if (share > 1e-4) add('clipped', `The ${what} recording is clipped (${(100 * share).toFixed(2)} % of its samples).`);
  }
  const difference = Math.abs(clean.length - noisy.length) / ANALYSIS_RATE_HZ;
  if (difference > 1) add('lengths-differ', `The lengths differ by ${difference.toFixed(1)} s; what both have is used.`);
  return notices;
}

/** Pairs that are all but the same recording, noise included, as indices: the later one, then the earlier. */
export function nearDuplicates(pairs: readonly AlignedPair[]): [number, number][] {
  const out: [number, number][] = [];
  for (let i = 0; i < pairs.length; i++) {
    for (let j = 0; j < i; j++) if (areAlike(pairs[i]!, pairs[j]!)) out.push([i, j]);
  }
  return out;
}

/** The same speech under other noise is not the same: where there is noise to speak of, it has to agree too. */
function areAlike(a: AlignedPair, b: AlignedPair): boolean {
  const length = Math.min(a.noisy.length, b.noisy.length);
  if (Math.abs(a.noisy.length - b.noisy.length) > 0.1 * ANALYSIS_RATE_HZ) return false;
  if (
    likeness(
      length,
      (i) => a.noisy[i]!,
      (i) => b.noisy[i]!,
    ) < 0.99
  )
    return false;
  return (
    likeness(
      length,
      (i) => a.noisy[i]! - a.clean[i]!,
      (i) => b.noisy[i]! - b.clean[i]!,
    ) > 0.9
  );
}

/** Correlation over at most COMPARED_SAMPLES samples, spread evenly: that tells as well, and hundreds of pairs are compared in a second. 1 for two that are silent. */
function likeness(length: number, a: (i: number) => number, b: (i: number) => number): number {
  let [aa, ab, bb] = [1e-9, 1e-9, 1e-9];
  for (let i = 0; i < length; i += Math.ceil(length / COMPARED_SAMPLES)) {
    const [x, y] = [a(i), b(i)];
    aa += x * x;
    ab += x * y;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb);
}
