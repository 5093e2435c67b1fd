import type { GainEdit } from '../../base/edits';
import type { RecordingState, TimeRange } from '../../store/app-state';
import { durationOf } from '../../store/selectors';
import { useApp } from '../use-app';
import { editName, editRange } from './edit-text';

/** Left and width of a stretch over the pictures; nothing where it is not on screen. */
function placeOf({ startSec, endSec }: TimeRange, view: TimeRange): { left: string; width: string } | undefined {
  const span = Math.max(1e-9, view.endSec - view.startSec);
  const left = Math.max(0, (startSec - view.startSec) / span);
  const right = Math.min(1, (endSec - view.startSec) / span);
  return right > left ? { left: `${left * 100}%`, width: `${(right - left) * 100}%` } : undefined;
}

/** Where regions and the selection lie, over all pictures. */
export function Overlays({ recording, view }: { recording: RecordingState; view: TimeRange }) {
  const active = useApp((state) => state.bench.activeEdit);
  const edits = recording.settings.edits ?? [];
  const durationSec = durationOf(recording);
  return (
    <div className="overlays" aria-hidden="true">
      {untouched(edits, durationSec).map((range) => (
        <div key={range.startSec} className="overlay untouched" style={placeOf(range, view)} hidden={!placeOf(range, view)} />
      ))}
      {edits.map((edit, index) => {
        const place = placeOf(editRange(edit, durationSec), view);
        if (!place || (edit.kind === 'stroke' && index !== active)) return null;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: an edit is known by its place in the list.
          <div key={index} className="overlay edit" data-effect={edit.effect} data-active={index === active} style={place}>
            <span>{editName(edit)}</span>
          </div>
        );
      })}
      {recording.selection && placeOf(recording.selection, view) && (
        <div className="overlay selection" style={placeOf(recording.selection, view)} />
      )}
    </div>
  );
}

/** What lies outside of all regions that are processed, where there are any. */
function untouched(edits: readonly GainEdit[], durationSec: number): TimeRange[] {
  const inside = edits
    .filter((edit) => edit.effect === 'process')
    .map((edit) => editRange(edit, durationSec))
    .sort((a, b) => a.startSec - b.startSec);
  if (inside.length === 0) return [];
  const out: TimeRange[] = [];
  let at = 0;
  for (const { startSec, endSec } of inside) {
    if (startSec > at) out.push({ startSec: at, endSec: startSec });
    at = Math.max(at, endSec);
  }
  return at < durationSec ? [...out, { startSec: at, endSec: durationSec }] : out;
}
