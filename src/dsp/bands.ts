import { ANALYSIS_RATE_HZ, NUM_BANDS, NUM_BINS, WINDOW_SAMPLES } from './constants';
import { type SparseColumns, sparseColumns } from './sparse';

/** HTK mel of a frequency in Hz. Source: O'Shaughnessy 1987, eq. 4.2. */
export function hzToMel(hz: number): number {
  return 2595 * Math.log10(1 + hz / 700);
}

/** Inverse of `hzToMel`. */
export function melToHz(mel: number): number {
  return 700 * (10 ** (mel / 2595) - 1);
}

/**
 * Band centres, Hz, [NUM_BANDS] from 0 to 24 kHz: each lies one bin or one mel step above the last, whichever is more; the step is solved so that the
 * last one reaches 24 kHz. The twin of `band_centres_hz` in training/limpid_training/dsp.py.
 */
export function bandCentresHz(): Float64Array {
  const nyquistHz = ANALYSIS_RATE_HZ / 2;
  const binHz = ANALYSIS_RATE_HZ / WINDOW_SAMPLES;
  const centres = new Float64Array(NUM_BANDS);
  const reach = (stepMel: number): number => {
    for (let b = 1; b < NUM_BANDS; b++) {
      const last = centres[b - 1]!;
      centres[b] = Math.max(last + binHz, melToHz(hzToMel(last) + stepMel));
    }
    return centres[NUM_BANDS - 1]!;
  };
  let low = 0;
  let high = hzToMel(nyquistHz);
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (reach(middle) < nyquistHz) low = middle;
    else high = middle;
  }
  reach((low + high) / 2);
  centres[NUM_BANDS - 1] = nyquistHz;
  return centres;
}

/** Where a frequency lies between band centres: weight 1 - `part` on band `lower`, `part` on the next; above 24 kHz the last band holds. */
export interface BandPlace {
  readonly lower: Int32Array;
  readonly part: Float32Array;
}

/** Places of the bins [0, fftSize / 2] of an FFT at any rate. */
export function bandPlaces(fftSize: number, sampleRateHz: number): BandPlace {
  const centres = bandCentresHz();
  const numBins = fftSize / 2 + 1;
  const lower = new Int32Array(numBins);
  const part = new Float32Array(numBins);
  let b = 0;
  for (let k = 0; k < numBins; k++) {
    const hz = (k * sampleRateHz) / fftSize;
    while (b < NUM_BANDS - 2 && centres[b + 1]! <= hz) b++;
    lower[k] = b;
    part[k] = Math.min(1, (hz - centres[b]!) / (centres[b + 1]! - centres[b]!));
  }
  return { lower, part };
}

/** The triangles that share each analysis bin out over its bands; they sum to one in every bin. */
export function bandMatrix(): SparseColumns {
  const { lower, part } = bandPlaces(WINDOW_SAMPLES, ANALYSIS_RATE_HZ);
  return sparseColumns(NUM_BINS, NUM_BANDS, (k, b) => (lower[k] === b ? 1 - part[k]! : lower[k]! + 1 === b ? part[k]! : 0));
}
