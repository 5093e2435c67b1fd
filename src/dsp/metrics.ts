import { assert } from '../base/assert';

/**
 * Scale-invariant signal-to-distortion ratio, dB, of an estimate against a reference of the same length, means removed.
 * Source: Le Roux et al. 2019, SDR - half-baked or well done?, eq. 2.
 */
export function siSdrDb(reference: Float32Array, estimate: Float32Array): number {
  assert(reference.length === estimate.length, `lengths differ: ${reference.length} and ${estimate.length}`);
  const n = reference.length;
  const meanOf = (x: Float32Array): number => x.reduce((sum, v) => sum + v, 0) / n;
  const [meanR, meanE] = [meanOf(reference), meanOf(estimate)];
  let rr = 0;
  let re = 0;
  let ee = 0;
  for (let i = 0; i < n; i++) {
    const r = reference[i]! - meanR;
    const e = estimate[i]! - meanE;
    rr += r * r;
    re += r * e;
    ee += e * e;
  }
  const target = (re * re) / rr;
  return 10 * Math.log10(target / Math.max(ee - target, 1e-30));
}

/** Mean squared error of two arrays of one length. */
export function meanSquaredError(a: Float32Array, b: Float32Array): number {
  assert(a.length === b.length, `lengths differ: ${a.length} and ${b.length}`);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum / a.length;
}

/** Peak signal-to-noise ratio, dB: the reference's range (max - min) squared over the mean squared error. */
export function psnrDb(reference: Float32Array, estimate: Float32Array): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const v of reference) {
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  return 10 * Math.log10((high - low) ** 2 / meanSquaredError(reference, estimate));
}
