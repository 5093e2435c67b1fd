import type { RenderSettings } from '../base/settings';
import { bandCentresHz, hzToMel } from './bands';
import { HOP_SEC, NUM_BANDS } from './constants';
import { GainEdits } from './gain-edits';
import { GAIN_STEP_DB, type GainTrack, NUM_CODES } from './gain-track';

/** A band at the edge of what is kept as a breath loses no more than this, dB. */
const BREATH_REDUCTION_DB = 6;
const BREATH_BANDS_HZ = { low: 250, high: 12_000 } as const;

/** What the settings leave open and the recording answers. */
export interface RecordingTraits {
  /** The largest reduction where the settings say `auto`, dB. */
  readonly autoReductionDb: number;
  /** Frames of breaths, 0...255 each: how far they are kept; undefined where none are known. */
  readonly breaths: Uint8Array | undefined;
}

const CENTRES_HZ = [...bandCentresHz()];
/** Where each band lies from low to high, -1...1 on the mel scale. */
const SIDES = CENTRES_HZ.map((hz) => (2 * hzToMel(hz)) / hzToMel(CENTRES_HZ[NUM_BANDS - 1]!) - 1);
const BREATH_BANDS = {
  first: CENTRES_HZ.findIndex((hz) => hz >= BREATH_BANDS_HZ.low),
  end: CENTRES_HZ.findIndex((hz) => hz > BREATH_BANDS_HZ.high),
} as const;

/** The gain of each code under the settings, [NUM_BANDS, NUM_CODES]: tilted, limited to the largest reduction, then blended with 1 by strength. */
function gainTables({ strength, tilt }: RenderSettings, limitDb: number): Float32Array {
  const floor = 10 ** (-limitDb / 20);
  const out = new Float32Array(NUM_BANDS * NUM_CODES);
  for (const [b, side] of SIDES.entries()) {
    if (tilt === 0 && b > 0) {
      out.copyWithin(b * NUM_CODES, 0, NUM_CODES);
      continue;
    }
    const factor = Math.max(0, 1 + tilt * side);
    for (let code = 0; code < NUM_CODES; code++) {
      const gain = 10 ** ((-code * factor * GAIN_STEP_DB) / 20);
      out[b * NUM_CODES + code] = 1 - strength * (1 - Math.max(gain, floor));
    }
  }
  return out;
}

/**
 * The one place where stored decisions become the gains that are heard, seen and saved: speech protection, tilt, largest reduction, breaths, strength, edits by hand, in
 * this order. Every gain is in [0, 1], and a frame's gains depend on stored values of frames near it alone, so any stretch may be asked for by itself.
 */
export class GainShaper {
  readonly #tables: Float32Array;
  /** Frames ahead whose decisions a frame's gains depend on. */
  readonly framesAhead: number;
  /** Frames behind, whose gains hold here: those of speech that has ended. */
  readonly #behind: number;
  readonly #codes = new Uint8Array(NUM_BANDS);
  readonly edits: GainEdits;
  /** The gain of a band that is removed as far as the settings allow. */
  readonly lowest: number;

  constructor(
    readonly track: GainTrack,
    readonly settings: RenderSettings,
    readonly traits: RecordingTraits,
  ) {
    const { maxReductionDb: limit, onsetMs, holdMs } = settings;
    const limitDb = limit === 'auto' ? traits.autoReductionDb : limit;
    this.#tables = gainTables(settings, limitDb);
    this.edits = new GainEdits(settings.edits ?? []);
    this.lowest = 1 - settings.strength * (1 - 10 ** (-limitDb / 20));
    this.framesAhead = Math.round(onsetMs / (1000 * HOP_SEC));
    this.#behind = Math.round(holdMs / (1000 * HOP_SEC));
  }

  /** Whether no gain of any frame is below 1. */
  get isNeutral(): boolean {
    return this.settings.strength === 0 || this.settings.maxReductionDb === 0;
  }

  /** Gains of one frame, written to out[0 ... NUM_BANDS); frames beyond the ends repeat the first or last. Returns whether all are 1. */
  gains(frame: number, out: Float32Array): boolean {
    const codes = this.#protectedCodes(frame);
    let untouched = true;
    for (let b = 0; b < NUM_BANDS; b++) {
      const gain = this.#tables[b * NUM_CODES + codes[b]!]!;
      out[b] = gain;
      if (gain !== 1) untouched = false;
    }
    if (!untouched) this.#keepBreath(frame, out);
    return this.edits.apply(frame, out, this.lowest, untouched);
  }

  /** Codes of a frame: in each band the smallest reduction of the frames whose gains hold here. */
  #protectedCodes(frame: number): Uint8Array {
    const { codes, numFrames } = this.track;
    const at = (i: number): number => Math.max(0, Math.min(numFrames - 1, i)) * NUM_BANDS;
    const own = at(frame);
    if (this.framesAhead + this.#behind === 0) return codes.subarray(own, own + NUM_BANDS);
    const out = this.#codes;
    out.set(codes.subarray(own, own + NUM_BANDS));
    // Beyond what is decided every gain is 1, which is no speech to protect.
    const last = Math.min(frame + this.framesAhead, this.track.numDone - 1);
    for (let i = frame - this.#behind; i <= last; i++) {
      const start = at(i);
      for (let b = 0; b < NUM_BANDS; b++) if (codes[start + b]! < out[b]!) out[b] = codes[start + b]!;
    }
    return out;
  }

  /** Lifts the gains of a breath to where it loses little. */
  #keepBreath(frame: number, out: Float32Array): void {
    const { breaths } = this.traits;
    const kept = breaths?.[Math.max(0, Math.min(breaths.length - 1, frame))] ?? 0;
    if (!this.settings.keepBreaths || kept === 0) return;
    const least = 1 - this.settings.strength * (1 - (kept / 255) * 10 ** (-BREATH_REDUCTION_DB / 20));
    for (let b = BREATH_BANDS.first; b < BREATH_BANDS.end; b++) if (out[b]! < least) out[b] = least;
  }
}
