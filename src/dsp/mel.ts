import { hzToMel, melToHz } from './bands';
import { ANALYSIS_RATE_HZ, NUM_BINS, WINDOW_SAMPLES } from './constants';
import { type SparseColumns, sparseColumns } from './sparse';

/** Bands of the mel spectrogram that is shown and measured: the most for which every filter still holds a bin of 31.25 Hz, in a round number. */
export const NUM_MEL_BANDS = 96;
const AMIN = 1e-10;

/** Edges and centres of the mel filters, Hz, [NUM_MEL_BANDS + 2], 0-24 kHz, HTK scale. */
function melEdgesHz(): Float64Array {
  const top = hzToMel(ANALYSIS_RATE_HZ / 2);
  return Float64Array.from({ length: NUM_MEL_BANDS + 2 }, (_, i) => melToHz((top * i) / (NUM_MEL_BANDS + 1)));
}

/** Centres of the mel filters, Hz. */
export function melCentresHz(): Float32Array {
  return Float32Array.from(melEdgesHz().slice(1, -1));
}

/** Mel filters over analysis bins, each triangle of unit area per Hz. Source: librosa.filters.mel with htk=True, norm='slaney'. */
export function melMatrix(): SparseColumns {
  const edges = melEdgesHz();
  return sparseColumns(NUM_BINS, NUM_MEL_BANDS, (k, m) => {
    const hz = (k * ANALYSIS_RATE_HZ) / WINDOW_SAMPLES;
    const [left, centre, right] = [edges[m]!, edges[m + 1]!, edges[m + 2]!];
    const height = Math.max(0, Math.min((hz - left) / (centre - left), (right - hz) / (right - centre)));
    return (height * 2) / (right - left);
  });
}

/** 10 log10(max(power, 1e-10)). Source: librosa.power_to_db with ref=1, amin=1e-10, top_db=None. */
export function powerToDb(power: number): number {
  return 10 * Math.log10(Math.max(power, AMIN));
}
