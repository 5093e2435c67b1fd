import { ANALYSIS_RATE_HZ, NUM_BINS, WINDOW_SAMPLES } from './constants';

/** Rows of spectrograms on scales that are not mel. */
export const NUM_SCALE_ROWS = 384;
/** Where a logarithmic scale begins: below the lowest voice. */
const LOG_START_HZ = 60;
const BIN_HZ = ANALYSIS_RATE_HZ / WINDOW_SAMPLES;

/** How the bins of analysis become rows that lie evenly on a scale, lowest first. */
export interface ScaleRows {
  readonly centresHz: Float32Array;
  /** The bins [first, end) that lie in a row, of which the strongest is shown; none where rows are finer than bins. */
  readonly first: Int32Array;
  readonly end: Int32Array;
  /** Where the centre of a row lies among bins. */
  readonly place: Float32Array;
}

/** Rows up to the highest frequency that a recording of this rate can have, at most that of analysis. */
export function scaleRows(scale: 'log' | 'linear', sampleRateHz: number): ScaleRows {
  const topHz = Math.min(ANALYSIS_RATE_HZ, sampleRateHz) / 2;
  const hzAt = (share: number): number => (scale === 'linear' ? share * topHz : LOG_START_HZ * (topHz / LOG_START_HZ) ** share);
  const rows = Array.from({ length: NUM_SCALE_ROWS }, (_, row) => row);
  const binAt = (row: number): number => Math.min(NUM_BINS, Math.ceil(hzAt(row / NUM_SCALE_ROWS) / BIN_HZ - 1e-9));
  return {
    centresHz: Float32Array.from(rows, (row) => hzAt((row + 0.5) / NUM_SCALE_ROWS)),
    first: Int32Array.from(rows, (row) => binAt(row)),
    end: Int32Array.from(rows, (row) => binAt(row + 1)),
    place: Float32Array.from(rows, (row) => Math.min(NUM_BINS - 1, hzAt((row + 0.5) / NUM_SCALE_ROWS) / BIN_HZ)),
  };
}

/** The level of each row, from powers of bins, [NUM_SCALE_ROWS]: the strongest bin in it, or what lies between two. */
export function rowPowers({ first, end, place }: ScaleRows, power: Float32Array, out: Float32Array): void {
  for (let row = 0; row < NUM_SCALE_ROWS; row++) {
    if (first[row]! < end[row]!) {
      let most = 0;
      for (let k = first[row]!; k < end[row]!; k++) if (power[k]! > most) most = power[k]!;
      out[row] = most;
      continue;
    }
    const low = Math.min(NUM_BINS - 2, Math.floor(place[row]!));
    const part = place[row]! - low;
    out[row] = (1 - part) * power[low]! + part * power[low + 1]!;
  }
}
