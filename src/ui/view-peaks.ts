import type { PeakPair, Pictures, TimeRange } from '../store/app-state';

/** Columns of a drawn waveform; more can hardly be told apart, and each costs time. */
const MAX_COLUMNS = 1200;

/** The waveforms of a stretch, from the finest source there is: [min0, max0, min1, max1...] before and after. */
export function viewPeaks({ overview, detail }: Pictures, view: TimeRange): PeakPair | undefined {
  const source = detail && covers(detail, view) ? detail : overview;
  if (!source) return undefined;
  return { ...view, before: cut(source.before, source, view), after: cut(source.after, source, view) };
}

function covers(outer: TimeRange, inner: TimeRange): boolean {
  return outer.startSec <= inner.startSec + 1e-6 && outer.endSec >= inner.endSec - 1e-6;
}

function cut(peaks: Float32Array, source: TimeRange, view: TimeRange): Float32Array {
  const columnsPerSec = peaks.length / 2 / (source.endSec - source.startSec);
  const from = (view.startSec - source.startSec) * columnsPerSec;
  const to = (view.endSec - source.startSec) * columnsPerSec;
  return resampleColumns(peaks, from, to, Math.min(MAX_COLUMNS, Math.max(2, Math.ceil(to - from))));
}

/** Columns [from, to) as `count` ones: each the extremes of all that it overlaps, so that no peak is lost. */
export function resampleColumns(peaks: Float32Array, from: number, to: number, count: number): Float32Array {
  const out = new Float32Array(count * 2);
  const last = peaks.length / 2 - 1;
  for (let column = 0; column < count; column++) {
    const start = Math.max(0, Math.min(last, Math.floor(from + (column / count) * (to - from) + 1e-6)));
    const end = Math.max(start + 1, Math.min(last + 1, Math.ceil(from + ((column + 1) / count) * (to - from) - 1e-6)));
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = start; i < end; i++) {
      low = Math.min(low, peaks[2 * i] ?? 0);
      high = Math.max(high, peaks[2 * i + 1] ?? 0);
    }
    out[2 * column] = low;
    out[2 * column + 1] = high;
  }
  return out;
}

/** Largest magnitude in a waveform: the full height of both panes, so that before and after can be compared. */
export function fullScaleOf({ overview }: Pictures): number {
  return overview ? overview.before.reduce((max, v) => Math.max(max, Math.abs(v)), 1e-4) * 1.05 : 1;
}
