/** Band-limited interpolation between two sampling rates, as one windowed sinc for each phase. */

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
export interface Polyphase {
  readonly numPhases: number;
  readonly halfTaps: number;
  /** [numPhases + 1, 2 * halfTaps] */
  readonly taps: Float32Array;
}

export interface PolyphaseDesign {
  readonly sourceRateHz: number;
  readonly targetRateHz: number;
  readonly stopBandDb: number;
  /** Width of the transition band as a part of the lower of the two rates. */
  readonly transition: number;
  /** Middle of the transition band as a part of the lower Nyquist frequency. */
  readonly cutoff: number;
}

/** Source: Oppenheim and Schafer, Discrete-Time Signal Processing, 3rd ed., eqs. 7.75-7.76. */
export function designPolyphase({ sourceRateHz, targetRateHz, stopBandDb, transition, cutoff: part }: PolyphaseDesign): Polyphase {
  const lower = Math.min(1, targetRateHz / sourceRateHz);
  const cutoff = lower * part;
  const beta = 0.1102 * (stopBandDb - 8.7);
  // Even, so that the sum below runs in fours.
  const halfTaps = 2 * Math.ceil((stopBandDb - 7.95) / (2.285 * 2 * Math.PI * transition * lower) / 4);
  const numPhases = Math.min(MAX_PHASES, targetRateHz / greatestCommonDivisor(targetRateHz, sourceRateHz));
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

/** The sample at `phase` between source[at + halfTaps - 1] and the next; a whole phase. */
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

/** Linear between two phases, for rates whose ratio has more phases than the table. */
export function between(source: Float32Array, at: number, filter: Polyphase, phase: number): number {
  const low = Math.min(filter.numPhases - 1, Math.floor(phase));
  const part = phase - low;
  if (part === 0) return convolve(source, at, filter, low);
  return convolve(source, at, filter, low) * (1 - part) + convolve(source, at, filter, low + 1) * part;
}
