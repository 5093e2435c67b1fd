import { bandPlaces } from './bands';
import { ANALYSIS_RATE_HZ, NUM_BANDS, WINDOW_SAMPLES } from './constants';
import { melMatrix, NUM_MEL_BANDS, powerToDb } from './mel';
import type { GainShaper } from './shaper';

export const MEL_MIN_DB = -100;
export const MEL_STEP_DB = 0.5;

function codeOfDb(db: number): number {
  return Math.max(0, Math.min(255, Math.round((db - MEL_MIN_DB) / MEL_STEP_DB)));
}

/** Of a float32's bits, those that tell its code: exponent and eight bits behind the point, which is 0.03 dB. */
const SPARE_BITS = 15;

/** The code of each power by its leading bits: looked up, since a logarithm for each band and frame takes longer than the FFT. */
const CODE_OF_BITS = Uint8Array.from({ length: 1 << (31 - SPARE_BITS) }, (_, leading) => {
  const middle = Int32Array.of((leading << SPARE_BITS) | (1 << (SPARE_BITS - 1)));
  return codeOfDb(powerToDb(new Float32Array(middle.buffer)[0] ?? 0));
});

/** Fills `codes` with those of as many powers. */
export function codesOfPowers(powers: Float32Array, codes: Uint8Array): void {
  const bits = new Int32Array(powers.buffer, powers.byteOffset, codes.length);
  for (let i = 0; i < codes.length; i++) codes[i] = CODE_OF_BITS[bits[i]! >>> SPARE_BITS]!;
}

/** The source's mel spectrogram, 8 bits a frame and band: dB = MEL_MIN_DB + code * MEL_STEP_DB. */
export class MelTrack {
  readonly codes: Uint8Array;
  /** Frames from here on are not analysed yet. */
  numWritten = 0;

  constructor(readonly numFrames: number) {
    this.codes = new Uint8Array(numFrames * NUM_MEL_BANDS);
  }

  /** Takes over codes [frames, NUM_MEL_BANDS] that were computed before. */
  restore(codes: Uint8Array): void {
    this.codes.set(codes);
    this.numWritten = codes.length / NUM_MEL_BANDS;
  }

  /** Stores mel powers [NUM_MEL_BANDS] of a frame. */
  write(frame: number, mel: Float32Array): void {
    this.numWritten = Math.max(this.numWritten, frame + 1);
    codesOfPowers(mel, this.codes.subarray(frame * NUM_MEL_BANDS, (frame + 1) * NUM_MEL_BANDS));
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

/** What a picture shows: `numColumns` columns over frames [startFrame, endFrame). */
export interface MelRange {
  readonly startFrame: number;
  readonly endFrame: number;
  readonly numColumns: number;
}

/** Frames of a column that are looked at, the others being much like them. */
const MOST_FRAMES = 8;

/** Draws columns of the mel spectrogram, the result's from the source's and the gain track, so that it follows every setting without a new analysis. */
export class MelPainter {
  /** Bands that take part in each mel filter, [firstBand[m], firstBand[m + 1]) of `band`, with their shares. */
  readonly #first = new Int32Array(NUM_MEL_BANDS + 1);
  readonly #band: Int32Array;
  readonly #share: Float32Array;

  constructor() {
    const shares = melOfBands();
    const taken = Array.from(shares.keys()).filter((i) => shares[i]! > 0);
    this.#band = Int32Array.from(taken, (i) => i % NUM_BANDS);
    this.#share = Float32Array.from(taken, (i) => shares[i]!);
    for (const i of taken) this.#first[Math.floor(i / NUM_BANDS) + 1]!++;
    for (let m = 0; m < NUM_MEL_BANDS; m++) this.#first[m + 1]! += this.#first[m]!;
  }

  /** A column over several frames shows the strongest of each band; one over none that is analysed shows nothing. `from` leaves out the columns before. */
  paint(mel: MelTrack, shaper: GainShaper, { startFrame, endFrame, numColumns }: MelRange, from = 0): MelColumns {
    const before = new Uint8Array(numColumns * NUM_MEL_BANDS);
    const after = new Uint8Array(numColumns * NUM_MEL_BANDS);
    const frameGains = new Float32Array(NUM_BANDS);
    const span = (endFrame - startFrame) / numColumns;
    for (let c = from; c < numColumns; c++) {
      // Frame i is centred on time i, so it fills the columns from half a frame before to half a frame behind.
      const first = Math.min(mel.numFrames - 1, Math.max(0, Math.floor(startFrame + c * span + 0.5)));
      if (first >= mel.numWritten) break;
      const last = Math.min(mel.numWritten, Math.max(first + 1, Math.floor(startFrame + (c + 1) * span + 0.5)));
      const stride = Math.max(1, Math.floor((last - first) / MOST_FRAMES));
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
      for (let i = this.#first[m]!; i < this.#first[m + 1]!; i++) gain += this.#share[i]! * gains[this.#band[i]!]!;
      const reduced = Math.max(0, Math.round(code + (20 / MEL_STEP_DB) * Math.log10(gain)));
      if (reduced > after[at]!) after[at] = reduced;
    }
  }
}
