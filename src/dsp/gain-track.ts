import { NUM_BANDS } from './constants';

/** One step of a stored gain, dB. */
export const GAIN_STEP_DB = 0.25;
/** Codes that a stored gain can have. */
export const NUM_CODES = 256;
const LOWEST_CODE = NUM_CODES - 1;

/** The stored code of a gain in [0, 1]: 0 for 1, one more for each 0.25 dB of reduction, 255 for -63.75 dB and below. */
export function codeOfGain(gain: number): number {
  if (!(gain > 0)) return LOWEST_CODE;
  return Math.max(0, Math.min(LOWEST_CODE, Math.round((-20 / GAIN_STEP_DB) * Math.log10(gain))));
}

/**
 * Every decision of the generator: 8 bits a frame and band, 0.25 dB each. Frames that are not computed yet hold code 0: gain 1, the source untouched.
 */
export class GainTrack {
  readonly codes: Uint8Array;
  /** Frames [0, numDone) hold the generator's decision. */
  numDone = 0;

  constructor(readonly numFrames: number) {
    this.codes = new Uint8Array(numFrames * NUM_BANDS);
  }

  /** Appends gains [count, NUM_BANDS], of which those beyond the last frame are dropped. */
  append(gains: Float32Array): void {
    const end = Math.min(this.codes.length, this.numDone * NUM_BANDS + gains.length);
    for (let i = this.numDone * NUM_BANDS, g = 0; i < end; i++, g++) this.codes[i] = codeOfGain(gains[g]!);
    this.numDone = end / NUM_BANDS;
  }

  /** Takes over codes [numDone, NUM_BANDS] that were computed before; 0 forgets every decision. */
  restore(codes: Uint8Array): void {
    this.codes.fill(0);
    this.codes.set(codes);
    this.numDone = codes.length / NUM_BANDS;
  }
}
