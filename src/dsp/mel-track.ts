import { bandPlaces } from './bands';
import { ANALYSIS_RATE_HZ, NUM_BANDS, WINDOW_SAMPLES } from './constants';
import { melMatrix, NUM_MEL_BANDS, powerToDb } from './mel';
import type { GainShaper } from './shaper';

export const MEL_MIN_DB = -100;
export const MEL_STEP_DB = 0.5;

function codeOfDb(db: number): number {
  return Math.max(0, Math.min(255, Math.round((db - MEL_MIN_DB) / MEL_STEP_DB)));
}

/** The source's mel spectrogram, 8 bits a frame and band: dB = MEL_MIN_DB + code * MEL_STEP_DB. */
export class MelTrack {
  readonly codes: Uint8Array;

  constructor(readonly numFrames: number) {
    this.codes = new Uint8Array(numFrames * NUM_MEL_BANDS);
  }

  /** Stores mel powers [NUM_MEL_BANDS] of a frame. */
  write(frame: number, mel: Float32Array): void {
    for (let m = 0; m < NUM_MEL_BANDS; m++) this.codes[frame * NUM_MEL_BANDS + m] = codeOfDb(powerToDb(mel[m]!));
  }
}

/**
 * Share of each band's gain in each mel filter, [NUM_MEL_BANDS, NUM_BANDS]: the filter's weights over the interpolation of gains to bins.
 */
export function melOfBands(): Float32Array {
  const { lower, part } = bandPlaces(WINDOW_SAMPLES, ANALYSIS_RATE_HZ);
  const mel = melMatrix();
  const out = new Float32Array(NUM_MEL_BANDS * NUM_BANDS);
  for (let m = 0; m < NUM_MEL_BANDS; m++) {
    let total = 0;
    for (let w = mel.offset[m]!; w < mel.offset[m + 1]!; w++) total += mel.weights[w]!;
    for (let w = mel.offset[m]!, k = mel.first[m]!; w < mel.offset[m + 1]!; w++, k++) {
      out[m * NUM_BANDS + lower[k]!]! += (mel.weights[w]! / total) * (1 - part[k]!);
      out[m * NUM_BANDS + lower[k]! + 1]! += (mel.weights[w]! / total) * part[k]!;
    }
  }
  return out;
}

/** Columns of the mel spectrograms before and after, as codes, column by column. */
export interface MelColumns {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** Draws columns of the mel spectrogram, the result's from the source's and the gain track, so that it follows every setting without a new analysis. */
export class MelPainter {
  readonly #share = melOfBands();
  readonly #columnsOfMel: number[][];

  constructor() {
    this.#columnsOfMel = Array.from({ length: NUM_MEL_BANDS }, (_, m) =>
      Array.from({ length: NUM_BANDS }, (_unused, b) => b).filter((b) => this.#share[m * NUM_BANDS + b]! > 0),
    );
  }

  /** `numColumns` columns over frames [startFrame, endFrame); a column over several frames shows the strongest of each band. */
  paint(mel: MelTrack, shaper: GainShaper, startFrame: number, endFrame: number, numColumns: number): MelColumns {
    const before = new Uint8Array(numColumns * NUM_MEL_BANDS);
    const after = new Uint8Array(numColumns * NUM_MEL_BANDS);
    const frameGains = new Float32Array(NUM_BANDS);
    const span = (endFrame - startFrame) / numColumns;
    for (let c = 0; c < numColumns; c++) {
      // Frame i is centred on time i, so it fills the columns from half a frame before to half a frame behind.
      const first = Math.min(mel.numFrames - 1, Math.max(0, Math.floor(startFrame + c * span + 0.5)));
      const last = Math.min(mel.numFrames, Math.max(first + 1, Math.floor(startFrame + (c + 1) * span + 0.5)));
      const stride = Math.max(1, Math.floor((last - first) / 8));
      for (let frame = first; frame < last; frame += stride) {
        shaper.gains(frame, frameGains);
        this.#paintFrame(mel.codes, frame, frameGains, before, after, c);
      }
    }
    return { before, after };
  }

  #paintFrame(codes: Uint8Array, frame: number, gains: Float32Array, before: Uint8Array, after: Uint8Array, column: number): void {
    for (let m = 0; m < NUM_MEL_BANDS; m++) {
      const at = column * NUM_MEL_BANDS + m;
      const code = codes[frame * NUM_MEL_BANDS + m]!;
      if (code > before[at]!) before[at] = code;
      if (code <= after[at]!) continue;
      let gain = 0;
      for (const b of this.#columnsOfMel[m]!) gain += this.#share[m * NUM_BANDS + b]! * gains[b]!;
      const reduced = Math.max(0, Math.round(code + (20 / MEL_STEP_DB) * Math.log10(gain)));
      if (reduced > after[at]!) after[at] = reduced;
    }
  }
}
