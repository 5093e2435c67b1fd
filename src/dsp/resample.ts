import type { SampleReader } from '../base/sample-reader';
import type { Channels } from '../base/types';
import { ANALYSIS_RATE_HZ } from './constants';

const STOP_BAND_DB = 90;
/** Width of the transition band as a part of the lower of the two rates, centred on its Nyquist frequency: it begins at 0.907 of Nyquist. */
const TRANSITION = 0.093;
const MAX_PHASES = 4096;

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Modified Bessel function of the first kind, order 0. */
export function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > 1e-12 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** Kaiser-windowed sinc, one row of taps for each phase between two source samples. */
interface Polyphase {
  readonly numPhases: number;
  readonly halfTaps: number;
  /** [numPhases + 1, 2 * halfTaps] */
  readonly taps: Float32Array;
}

/** Source: Oppenheim and Schafer, Discrete-Time Signal Processing, 3rd ed., eqs. 7.75-7.76. */
function designPolyphase(sourceRateHz: number): Polyphase {
  const cutoff = Math.min(1, ANALYSIS_RATE_HZ / sourceRateHz);
  const beta = 0.1102 * (STOP_BAND_DB - 8.7);
  // Even, so that the sum below runs in fours.
  const halfTaps = 2 * Math.ceil((STOP_BAND_DB - 7.95) / (2.285 * 2 * Math.PI * TRANSITION * cutoff) / 4);
  const numPhases = Math.min(MAX_PHASES, ANALYSIS_RATE_HZ / greatestCommonDivisor(ANALYSIS_RATE_HZ, sourceRateHz));
  const taps = new Float32Array((numPhases + 1) * 2 * halfTaps);
  for (let p = 0; p <= numPhases; p++) {
    const row = p * 2 * halfTaps;
    let sum = 0;
    for (let i = 0; i < 2 * halfTaps; i++) {
      const t = i - (halfTaps - 1) - p / numPhases;
      const x = Math.PI * t * cutoff;
      const inside = 1 - (t / halfTaps) ** 2;
      const tap = inside <= 0 ? 0 : (x === 0 ? 1 : Math.sin(x) / x) * (besselI0(beta * Math.sqrt(inside)) / besselI0(beta));
      taps[row + i] = tap;
      sum += tap;
    }
    for (let i = 0; i < 2 * halfTaps; i++) taps[row + i]! /= sum;
  }
  return { numPhases, halfTaps, taps };
}

/** Mean of the channels, in a new array (of one channel: that array). */
export function mixDown(channels: Channels): Float32Array {
  const [first, ...rest] = channels;
  if (first === undefined) return new Float32Array(0);
  if (rest.length === 0) return first;
  const out = Float32Array.from(first);
  for (const channel of rest) for (let i = 0; i < out.length; i++) out[i]! += channel[i]!;
  for (let i = 0; i < out.length; i++) out[i]! /= channels.length;
  return out;
}

/**
 * Reads a recording as 48 kHz mono for analysis. Output sample m lies at source position m * rate / 48000 exactly, and depends on the source around it
 * alone, so any way of cutting the stream gives the same samples. Beyond its ends the recording is mirrored. Stop band: 90 dB; pass band: to 0.9 of the
 * lower Nyquist frequency.
 */
export class AnalysisReader {
  readonly #filter: Polyphase | undefined;

  constructor(
    readonly source: SampleReader,
    readonly sourceRateHz: number,
    readonly sourceLength: number,
  ) {
    this.#filter = sourceRateHz === ANALYSIS_RATE_HZ ? undefined : designPolyphase(sourceRateHz);
  }

  /** Mono samples [start, start + count) at 48 kHz; `start` may be negative and the range may pass the end. */
  async read(signal: AbortSignal, start: number, count: number): Promise<Float32Array> {
    const filter = this.#filter;
    if (!filter) return await this.#readMirrored(signal, start, count);
    const first = Math.floor((start * this.sourceRateHz) / ANALYSIS_RATE_HZ) - filter.halfTaps + 1;
    const last = Math.floor(((start + count - 1) * this.sourceRateHz) / ANALYSIS_RATE_HZ) + filter.halfTaps + 1;
    const source = await this.#readMirrored(signal, first, last - first + 1);
    const out = new Float32Array(count);
    const exact = ANALYSIS_RATE_HZ % filter.numPhases === 0;
    for (let i = 0; i < count; i++) {
      // The position (start + i) * rate / 48000 in integers: no rounding builds up over hours.
      const numerator = (start + i) * this.sourceRateHz;
      const whole = Math.floor(numerator / ANALYSIS_RATE_HZ);
      const phase = ((numerator - whole * ANALYSIS_RATE_HZ) / ANALYSIS_RATE_HZ) * filter.numPhases;
      const at = whole - filter.halfTaps + 1 - first;
      out[i] = exact ? convolve(source, at, filter, Math.round(phase)) : between(source, at, filter, phase);
    }
    return out;
  }

  async #readMirrored(signal: AbortSignal, start: number, count: number): Promise<Float32Array> {
    const length = this.sourceLength;
    const low = Math.max(0, Math.min(start, length - 1));
    const high = Math.min(length, Math.max(start + count, 1));
    if (start >= 0 && start + count <= length) return mixDown(await this.source(signal, start, count));
    // A margin inside the recording, long enough to be mirrored about either end.
    const from = Math.max(0, Math.min(low, length - (start + count - length) - 1));
    const to = Math.min(length, Math.max(high, 1 - start));
    const inside = mixDown(await this.source(signal, from, to - from));
    const out = new Float32Array(count);
    const period = Math.max(1, 2 * (length - 1));
    for (let i = 0; i < count; i++) {
      const folded = (((start + i) % period) + period) % period;
      out[i] = inside[(folded < length ? folded : period - folded) - from] ?? 0;
    }
    return out;
  }
}

function convolve(source: Float32Array, at: number, filter: Polyphase, phase: number): number {
  const numTaps = 2 * filter.halfTaps;
  const row = phase * numTaps;
  const { taps } = filter;
  // Four sums side by side: one alone would wait for each addition to end before the next begins.
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let t = 0; t < numTaps; t += 4) {
    a += source[at + t]! * taps[row + t]!;
    b += source[at + t + 1]! * taps[row + t + 1]!;
    c += source[at + t + 2]! * taps[row + t + 2]!;
    d += source[at + t + 3]! * taps[row + t + 3]!;
  }
  return a + b + (c + d);
}

/** Linear between two phases, for rates whose ratio to 48 kHz has more phases than the table. */
function between(source: Float32Array, at: number, filter: Polyphase, phase: number): number {
  const low = Math.min(filter.numPhases - 1, Math.floor(phase));
  const part = phase - low;
  return convolve(source, at, filter, low) * (1 - part) + convolve(source, at, filter, low + 1) * part;
}
