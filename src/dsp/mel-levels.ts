import { ANALYSIS_RATE_HZ, WINDOW_SAMPLES } from './constants';
import { melCentresHz, NUM_MEL_BANDS } from './mel';
import { MEL_MIN_DB, MEL_STEP_DB, type MelTrack } from './mel-track';

/** Sum over bins of a power spectrum, over the mean square of its samples: the window's energy times half the bins. */
const SPECTRUM_PER_MEAN_SQUARE = (WINDOW_SAMPLES / 2) * (WINDOW_SAMPLES / 2);
const POWER_OF_CODE = Float64Array.from({ length: 256 }, (_, code) => (code === 0 ? 0 : 10 ** ((MEL_MIN_DB + code * MEL_STEP_DB) / 10)));

/**
 * What each mel band adds to a frame's mean square, [NUM_MEL_BANDS]: filters have unit area per Hz, so a band's power times its width in Hz is the sum over its
 * bins. `weightAt` weighs frequencies, for example as hearing does.
 */
export function melWeights(weightAt: (hz: number) => number = () => 1): Float64Array {
  const centres = melCentresHz();
  return Float64Array.from(centres, (hz, m) => {
    const low = m === 0 ? 0 : (centres[m - 1]! + hz) / 2;
    const high = m === NUM_MEL_BANDS - 1 ? ANALYSIS_RATE_HZ / 2 : (hz + centres[m + 1]!) / 2;
    return (weightAt(hz) * (high - low)) / SPECTRUM_PER_MEAN_SQUARE;
  });
}

/** Power of a mel code; code 0 is silence. */
export function powerOfMelCode(code: number): number {
  return POWER_OF_CODE[code]!;
}

/** Weighted mean square of one frame of a mel track. */
export function framePower(mel: MelTrack, frame: number, weights: Float64Array): number {
  let sum = 0;
  for (let m = 0, at = frame * NUM_MEL_BANDS; m < NUM_MEL_BANDS; m++, at++) sum += weights[m]! * POWER_OF_CODE[mel.codes[at]!]!;
  return sum;
}
