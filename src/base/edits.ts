/**
 * What people change of the generator's decisions, by hand. Edits act on the gain track at render: they never raise a gain above 1, and each of them can be
 * taken back. Times are seconds into the recording; a region that reaches an end of the recording lies beyond it (-1, or its duration + 1).
 */
export type GainEdit = RegionEdit | StrokeEdit;

/**
 * - `process`: only such regions are processed; outside of all of them samples stay bit-identical.
 * - `protect`: samples inside stay bit-identical.
 * - `ease`: inside, the effect is multiplied by `strength`; samples outside are as they would be without it.
 */
export interface RegionEdit {
  readonly kind: 'region';
  readonly effect: 'process' | 'protect' | 'ease';
  readonly startSec: number;
  readonly endSec: number;
  /** 0...1; of `ease` only. */
  readonly strength: number;
}

/** A brush drawn over the spectrogram: what it covers is kept as it was, or removed as far as the largest reduction allows. */
export interface StrokeEdit {
  readonly kind: 'stroke';
  readonly effect: 'keep' | 'remove';
  /** Centres of the brush, interleaved: seconds, band (0 ... 127, fractions allowed), seconds, band... At least one. */
  readonly points: readonly number[];
  /** Half axes of the brush, an ellipse. */
  readonly radiusSec: number;
  readonly radiusBands: number;
}

/** Most edits of a recording, and most numbers in the points of a stroke. */
export const MAX_EDITS = 2000;
export const MAX_STROKE_NUMBERS = 4000;

/** Settings for another recording: edits belong to the one that they were made on. */
export function withoutEdits<T extends { readonly edits?: readonly GainEdit[] }>(settings: T): Omit<T, 'edits'> {
  const { edits: _, ...others } = settings;
  return others;
}
