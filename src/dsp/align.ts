import { ANALYSIS_RATE_HZ } from './constants';
import { type FftLibrary, nextFftSize, RealFft } from './fft';

/** Two recordings of the same moment, found to begin this far apart. */
export interface Alignment {
  /** Sample of `other` that belongs to sample 0 of `reference`. */
  readonly offset: number;
  /** Factor on `reference` that comes closest to it in `other`. */
  readonly gain: number;
  /** Normalised correlation of the two at that offset, -1...1: how much of `other` the reference explains. */
  readonly correlation: number;
}

/** The search works on every eighth sample after a mean over eight; the end is done at the full rate. */
const COARSE = 8;
/** Stretch that is compared: 20 s. */
const STRETCH_SAMPLES = 20 * ANALYSIS_RATE_HZ;

/**
 * Finds where `reference` lies in `other` (48 kHz mono), to the sample, by cross-correlation of the loudest stretch. Source: Knapp and Carter 1976 (without
 * weighting, since what is sought is the loudest common part).
 */
export function align(library: FftLibrary, reference: Float32Array, other: Float32Array, maxOffsetSec: number): Alignment {
  const start = loudestStretch(reference, STRETCH_SAMPLES);
  const stretch = reference.subarray(start, Math.min(reference.length, start + STRETCH_SAMPLES));
  const maxOffset = Math.round(maxOffsetSec * ANALYSIS_RATE_HZ);
  const from = start - maxOffset;
  const around = padded(other, from, stretch.length + 2 * maxOffset);
  const coarse = bestLag(library, decimated(stretch), decimated(around)) * COARSE;
  let best = { lag: coarse, product: Number.NEGATIVE_INFINITY };
  for (let lag = Math.max(0, coarse - COARSE); lag <= Math.min(2 * maxOffset, coarse + COARSE); lag++) {
    const product = dot(stretch, around, lag);
    if (Math.abs(product) > best.product) best = { lag, product: Math.abs(product) };
  }
  // Only where the other recording has samples at all: what lies beyond its ends says nothing about the gain.
  const low = Math.max(0, -(from + best.lag));
  const high = Math.min(stretch.length, other.length - from - best.lag);
  const common = stretch.subarray(low, Math.max(low, high));
  const found = around.subarray(best.lag + low, best.lag + low + common.length);
  const [product, energy, otherEnergy] = [dot(common, found, 0), dot(common, common, 0), dot(found, found, 0)];
  return {
    offset: best.lag - maxOffset,
    gain: energy > 0 ? product / energy : 0,
    correlation: energy > 0 && otherEnergy > 0 ? product / Math.sqrt(energy * otherEnergy) : 0,
  };
}

/** Samples [start, start + count) with zeros beyond the ends. */
export function padded(samples: Float32Array, start: number, count: number): Float32Array {
  const out = new Float32Array(count);
  const low = Math.max(0, start);
  const high = Math.min(samples.length, start + count);
  if (high > low) out.set(samples.subarray(low, high), low - start);
  return out;
}

function loudestStretch(samples: Float32Array, length: number): number {
  const step = ANALYSIS_RATE_HZ;
  let best = { start: 0, energy: -1 };
  for (let start = 0; start === 0 || start + length <= samples.length; start += step) {
    const piece = samples.subarray(start, start + length);
    const energy = dot(piece, piece, 0);
    if (energy > best.energy) best = { start, energy };
  }
  return best.start;
}

function dot(a: Float32Array, b: Float32Array, shift: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i + shift]!;
  return sum;
}

function decimated(samples: Float32Array): Float32Array {
  return Float32Array.from({ length: Math.floor(samples.length / COARSE) }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < COARSE; k++) sum += samples[i * COARSE + k]!;
    return sum;
  });
}

/** The shift of `short` in `long`, 0 ... their difference in length, at which their product is largest in magnitude. */
function bestLag(library: FftLibrary, short: Float32Array, long: Float32Array): number {
  const fft = new RealFft(library, nextFftSize(long.length));
  const transform = (x: Float32Array): Float32Array => {
    fft.samples.fill(0);
    fft.samples.set(x);
    fft.forward();
    return Float32Array.from(fft.spectrum);
  };
  const a = transform(short);
  const b = transform(long);
  const { spectrum } = fft;
  spectrum[0] = a[0]! * b[0]!;
  spectrum[1] = a[1]! * b[1]!;
  for (let k = 2; k < fft.size; k += 2) {
    spectrum[k] = a[k]! * b[k]! + a[k + 1]! * b[k + 1]!;
    spectrum[k + 1] = a[k]! * b[k + 1]! - a[k + 1]! * b[k]!;
  }
  fft.inverse();
  let best = 0;
  for (let lag = 0; lag <= long.length - short.length; lag++) if (Math.abs(fft.samples[lag]!) > Math.abs(fft.samples[best]!)) best = lag;
  fft.dispose();
  return best;
}
