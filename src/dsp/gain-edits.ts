import type { GainEdit, RegionEdit, StrokeEdit } from '../base/edits';
import { HOP_SEC, NUM_BANDS, WINDOW_SEC } from './constants';

/** Half the stretch that a frame touches: half a window, and more than a sample of rounding at any rate from 1 kHz up. */
const REACH_SEC = WINDOW_SEC / 2 + 0.001;
/** Share of the brush's radius over which its effect fades. */
const SOFT_EDGE = 0.3;

const RAMP_SEC = 0.01;

interface Span {
  readonly startSec: number;
  readonly endSec: number;
}

interface Stroke {
  readonly edit: StrokeEdit;
  readonly firstFrame: number;
  readonly lastFrame: number;
}

/**
 * Edits as a function of frame and band. Strokes come first, in the order in which they were drawn; then regions scale what is left of the effect.
 * Without edits nothing is touched.
 */
export class GainEdits {
  readonly #process: readonly Span[];
  readonly #protect: readonly Span[];
  readonly #ease: readonly RegionEdit[];
  readonly #strokes: readonly Stroke[];
  /** Weights of a stroke over the bands of one frame. */
  readonly #weights = new Float32Array(NUM_BANDS);

  constructor(edits: readonly GainEdit[]) {
    const regions = edits.filter((edit) => edit.kind === 'region');
    this.#process = merged(regions.filter(({ effect }) => effect === 'process'));
    this.#protect = merged(regions.filter(({ effect }) => effect === 'protect'));
    this.#ease = regions.filter(({ effect }) => effect === 'ease');
    this.#strokes = edits.filter((edit) => edit.kind === 'stroke').map(framesOfStroke);
  }

  /**
   * Changes gains [NUM_BANDS] of a frame in place; `lowest` is the gain of a band that is removed as far as the settings allow. Returns whether all are 1,
   * which `untouched` tells of the gains that came.
   */
  apply(frame: number, gains: Float32Array, lowest: number, untouched: boolean): boolean {
    let same = untouched;
    for (const stroke of this.#strokes) {
      if (frame < stroke.firstFrame || frame > stroke.lastFrame) continue;
      strokeWeights(stroke.edit, frame * HOP_SEC, this.#weights);
      for (let b = 0; b < NUM_BANDS; b++) gains[b] = brushed(gains[b]!, this.#weights[b]!, stroke.edit.effect, lowest);
      same = false;
    }
    const strength = this.#strengthAt(frame * HOP_SEC);
    if (strength === 0) gains.fill(1);
    else if (strength < 1) for (let b = 0; b < NUM_BANDS; b++) gains[b] = 1 - strength * (1 - gains[b]!);
    return same || strength === 0;
  }

  /**
   * What strokes make of a result that is not the source times gains: shares [NUM_BANDS] of it and of the source in a frame. Returns whether a stroke touches the frame; without one the result stays whole.
   */
  strokeShares(frame: number, lowest: number, result: Float32Array, source: Float32Array): boolean {
    result.fill(1);
    source.fill(0);
    let touched = false;
    for (const stroke of this.#strokes) {
      if (frame < stroke.firstFrame || frame > stroke.lastFrame) continue;
      touched = true;
      strokeWeights(stroke.edit, frame * HOP_SEC, this.#weights);
      for (let b = 0; b < NUM_BANDS; b++) {
        const weight = this.#weights[b]!;
        const left = stroke.edit.effect === 'keep' ? 1 - weight : 1 - weight * (1 - lowest);
        result[b]! *= left;
        source[b] = source[b]! * left + (stroke.edit.effect === 'keep' ? weight : 0);
      }
    }
    return touched;
  }

  /** Whether a stroke touches frames [first, last]. */
  hasStrokes(first: number, last: number): boolean {
    return this.#strokes.some(({ firstFrame, lastFrame }) => firstFrame <= last && lastFrame >= first);
  }

  /**
   * What regions leave of an effect that is not made of frames, at a moment: 0 where samples stay bit-identical, with ramps of 10 ms beside it.
   */
  momentStrength(sec: number): number {
    const inside = ({ startSec, endSec }: Span): number => ramp(Math.min(sec - startSec, endSec - sec));
    const processed = this.#process.length > 0 ? Math.max(...this.#process.map(inside)) : 1;
    const free = this.#protect.map(({ startSec, endSec }) => ramp(Math.max(startSec - sec, sec - endSec)));
    const eased = this.#ease.map((region) => 1 - inside(region) * (1 - region.strength));
    return [...free, ...eased].reduce((product, factor) => product * factor, processed);
  }

  /** Whether there are any regions. */
  get hasRegions(): boolean {
    return this.#process.length + this.#protect.length + this.#ease.length > 0;
  }

  /** What regions leave of the effect of a frame centred on `sec`. */
  #strengthAt(sec: number): number {
    const [from, to] = [sec - REACH_SEC, sec + REACH_SEC];
    const holds = ({ startSec, endSec }: Span): boolean => from >= startSec && to <= endSec;
    if (this.#process.length > 0 && !this.#process.some(holds)) return 0;
    if (this.#protect.some(({ startSec, endSec }) => to > startSec && from < endSec)) return 0;
    return this.#ease.reduce((strength, region) => (holds(region) ? strength * region.strength : strength), 1);
  }
}

/** 0 up to an edge, 1 from RAMP_SEC behind it. */
function ramp(behindSec: number): number {
  return Math.max(0, Math.min(1, behindSec / RAMP_SEC));
}

/** Spans that overlap or touch, joined. */
function merged(spans: readonly Span[]): Span[] {
  const out: Span[] = [];
  for (const { startSec, endSec } of [...spans].sort((a, b) => a.startSec - b.startSec)) {
    const last = out.at(-1);
    if (last && startSec <= last.endSec) out[out.length - 1] = { startSec: last.startSec, endSec: Math.max(last.endSec, endSec) };
    else out.push({ startSec, endSec });
  }
  return out;
}

function framesOfStroke(edit: StrokeEdit): Stroke {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < edit.points.length; i += 2) {
    low = Math.min(low, edit.points[i]!);
    high = Math.max(high, edit.points[i]!);
  }
  return {
    edit,
    firstFrame: Math.ceil((low - edit.radiusSec) / HOP_SEC),
    lastFrame: Math.floor((high + edit.radiusSec) / HOP_SEC),
  };
}

/** How much of a stroke's effect each band of a frame gets, 0...1, written to out. */
function strokeWeights({ points, radiusSec, radiusBands }: StrokeEdit, sec: number, out: Float32Array): void {
  out.fill(0);
  for (let i = 0; i < points.length; i += 2) {
    const next = Math.min(i + 2, points.length - 2);
    const x0 = (points[i]! - sec) / radiusSec;
    const x1 = (points[next]! - sec) / radiusSec;
    if (Math.min(x0, x1) > 1 || Math.max(x0, x1) < -1) continue;
    const y0 = points[i + 1]!;
    const y1 = points[next + 1]!;
    const low = Math.max(0, Math.ceil(Math.min(y0, y1) - radiusBands));
    const high = Math.min(NUM_BANDS - 1, Math.floor(Math.max(y0, y1) + radiusBands));
    for (let b = low; b <= high; b++) {
      const distance = distanceToSegment(x0, (y0 - b) / radiusBands, x1, (y1 - b) / radiusBands);
      out[b] = Math.max(out[b]!, Math.min(1, (1 - distance) / SOFT_EDGE));
    }
  }
}

/** Distance of the origin from the segment between two points. */
function distanceToSegment(x0: number, y0: number, x1: number, y1: number): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const part = length > 0 ? Math.max(0, Math.min(1, -(x0 * dx + y0 * dy) / length)) : 0;
  return Math.hypot(x0 + part * dx, y0 + part * dy);
}

function brushed(gain: number, weight: number, effect: 'keep' | 'remove', lowest: number): number {
  if (!(weight > 0)) return gain;
  return effect === 'keep' ? 1 - (1 - gain) * (1 - weight) : Math.min(gain, 1 - weight * (1 - lowest));
}
