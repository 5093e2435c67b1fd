import type { Random } from '../base/random';
import { bandPlaces } from '../dsp/bands';
import { ANALYSIS_RATE_HZ, NUM_BANDS, NUM_BINS, WINDOW_SAMPLES } from '../dsp/constants';

/** Fewer bins than this and the cosine is that of one uniform phase. */
const SINGLE_BIN = 1.7;

/**
 * Deviation, per band, of the cosine between two unrelated signals; 0 marks a band of one bin. The twin of `angle_deviation` in
 * training/limpid_training/mixing.py: neighbouring bins of a square-root Hann window share their content, the squared correlation being 1/4.
 */
export function angleDeviation(): Float32Array {
  const { lower, part } = bandPlaces(WINDOW_SAMPLES, ANALYSIS_RATE_HZ);
  const weight = (k: number, b: number): number => (lower[k] === b ? 1 - part[k]! : lower[k]! + 1 === b ? part[k]! : 0);
  return Float32Array.from({ length: NUM_BANDS }, (_, b) => {
    let [sum, squares, neighbours] = [0, 0, 0];
    for (let k = 0; k < NUM_BINS; k++) {
      sum += weight(k, b);
      squares += weight(k, b) ** 2;
      if (k > 0) neighbours += weight(k, b) * weight(k - 1, b);
    }
    const effectiveBins = sum ** 2 / (squares + 0.5 * neighbours);
    return effectiveBins < SINGLE_BIN ? 0 : 1 / Math.sqrt(2 * effectiveBins);
  });
}

/** Writes cosines [frames, NUM_BANDS] between unrelated signals to out[start ...). */
export function drawAngles(random: Random, deviation: Float32Array, out: Float32Array, start: number, frames: number): void {
  for (let t = 0; t < frames; t++) {
    for (let b = 0; b < NUM_BANDS; b++) {
      const sigma = deviation[b]!;
      const cosine = sigma === 0 ? Math.cos(2 * Math.PI * random.uniform()) : sigma * random.normal();
      out[start + t * NUM_BANDS + b] = Math.max(-1, Math.min(1, cosine));
    }
  }
}
