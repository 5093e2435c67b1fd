import type { GainEdit, RegionEdit, StrokeEdit } from '../../base/edits';
import { formatDuration } from '../format';

const REGION_NAMES: Record<RegionEdit['effect'], string> = { process: 'Only here', protect: 'Protected', ease: 'Eased' };
const STROKE_NAMES: Record<StrokeEdit['effect'], string> = { keep: 'Drawn: keep', remove: 'Drawn: remove' };

/** What an edit does, in two words. */
export function editName(edit: GainEdit): string {
  return edit.kind === 'region' ? REGION_NAMES[edit.effect] : STROKE_NAMES[edit.effect];
}

/** The stretch that an edit covers, seconds within the recording. */
export function editRange(edit: GainEdit, durationSec: number): { startSec: number; endSec: number } {
  if (edit.kind === 'region') return { startSec: Math.max(0, edit.startSec), endSec: Math.min(durationSec, edit.endSec) };
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < edit.points.length; i += 2) {
    low = Math.min(low, edit.points[i] ?? low);
    high = Math.max(high, edit.points[i] ?? high);
  }
  return { startSec: Math.max(0, low - edit.radiusSec), endSec: Math.min(durationSec, high + edit.radiusSec) };
}

/** `1:02.4–1:03.1`. */
export function rangeText({ startSec, endSec }: { startSec: number; endSec: number }): string {
  return `${formatDuration(startSec, 1)}–${formatDuration(endSec, 1)}`;
}
