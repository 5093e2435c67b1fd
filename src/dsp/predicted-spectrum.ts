import { ANALYSIS_RATE_HZ, NUM_BANDS, NUM_BINS, WINDOW_SAMPLES } from './constants';
import { melCentresHz, NUM_MEL_BANDS } from './mel';
import { powerOfMelCode } from './mel-levels';
import { type MelTrack, melOfBands } from './mel-track';
import type { GainShaper } from './shaper';

const BIN_HZ = ANALYSIS_RATE_HZ / WINDOW_SAMPLES;

/** Where a bin lies between mel centres: weight 1 - part on `lower`, part on the next. */
function melPlaces(): { lower: Int32Array; part: Float32Array } {
  const centres = melCentresHz();
  const lower = new Int32Array(NUM_BINS);
  const part = new Float32Array(NUM_BINS);
  for (let k = 0, m = 0; k < NUM_BINS; k++) {
    while (m < NUM_MEL_BANDS - 2 && centres[m + 1]! <= k * BIN_HZ) m++;
    lower[k] = m;
    part[k] = Math.max(0, Math.min(1, (k * BIN_HZ - centres[m]!) / (centres[m + 1]! - centres[m]!)));
  }
  return { lower, part };
}

/**
 * Magnitudes of bins from the predicted mel spectrogram, which is the source's times the gains: a mel band's mean power, interpolated over bins. Harmonics that
 * share a band are lost, as with any mel spectrogram.
 */
export class PredictedSpectrum {
  readonly #share = melOfBands();
  readonly #places = melPlaces();
  readonly #gains = new Float32Array(NUM_BANDS);
  readonly #mel = new Float32Array(NUM_MEL_BANDS);

  constructor(
    readonly mel: MelTrack,
    readonly shaper: GainShaper,
  ) {}

  /** Fills out[0 ... NUM_BINS) with the magnitudes of a frame; nothing but zeros beyond the ends. */
  magnitudes(frame: number, out: Float32Array): void {
    if (frame < 0 || frame >= this.mel.numFrames) {
      out.fill(0);
      return;
    }
    this.shaper.gains(frame, this.#gains);
    for (let m = 0; m < NUM_MEL_BANDS; m++) {
      let gain = 0;
      for (let b = 0; b < NUM_BANDS; b++) gain += this.#share[m * NUM_BANDS + b]! * this.#gains[b]!;
      // The filters have unit area per Hz, so their power times a bin's width is the mean power of a bin.
      this.#mel[m] = powerOfMelCode(this.mel.codes[frame * NUM_MEL_BANDS + m]!) * gain * gain * BIN_HZ;
    }
    const { lower, part } = this.#places;
    for (let k = 0; k < NUM_BINS; k++) {
      const low = this.#mel[lower[k]!]!;
      out[k] = Math.sqrt(low + part[k]! * (this.#mel[lower[k]! + 1]! - low));
    }
  }
}
