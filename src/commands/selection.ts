import type { GainEdit, RegionEdit } from '../base/edits';
import type { TimeRange } from '../store/app-state';
import { updateRecording } from '../store/app-store';
import { currentRecording, durationOf } from '../store/selectors';
import type { Context } from './context';
import { addEdit } from './edit-gains';

/** A frame, and what it touches, must fit inside, or nothing would be done. */
const MIN_SELECTION_SEC = 0.05;
/** How much of the effect an eased region keeps at first. */
const EASED_STRENGTH = 0.5;

/** Selects a stretch of the recording on screen, in any order of its ends, or nothing. */
export function setSelection({ store }: Context, wanted: TimeRange | undefined): void {
  const recording = currentRecording(store.getState());
  if (!recording?.handle) return;
  updateRecording(store, recording.key, { selection: wanted && within(wanted, durationOf(recording)) });
}

/** Puts one end of the selection at the play head; without a selection the other end is that of the recording. */
export function selectToPlayHead(context: Context, end: 'start' | 'end'): void {
  const recording = currentRecording(context.store.getState());
  if (!recording?.handle) return;
  const sec = context.player.positionSec;
  const { startSec, endSec } = recording.selection ?? { startSec: 0, endSec: durationOf(recording) };
  setSelection(
    context,
    end === 'start' ? { startSec: sec, endSec: Math.max(endSec, sec) } : { startSec: Math.min(startSec, sec), endSec: sec },
  );
}

/** Makes a region of the selection, and deselects. */
export async function editSelection(context: Context, effect: RegionEdit['effect']): Promise<void> {
  const recording = currentRecording(context.store.getState());
  if (!recording?.selection) return;
  const edit = regionOver(recording.selection, durationOf(recording), effect);
  updateRecording(context.store, recording.key, { selection: undefined });
  await addEdit(context, edit);
}

/** A region over a stretch; one that reaches an end of the recording lies beyond it, so that the frames at the end are inside. */
export function regionOver({ startSec, endSec }: TimeRange, durationSec: number, effect: RegionEdit['effect']): GainEdit {
  return {
    kind: 'region',
    effect,
    startSec: startSec <= 0 ? -1 : startSec,
    endSec: endSec >= durationSec ? durationSec + 1 : endSec,
    strength: effect === 'ease' ? EASED_STRENGTH : 0,
  };
}

function within({ startSec, endSec }: TimeRange, durationSec: number): TimeRange | undefined {
  const [low, high] = startSec < endSec ? [startSec, endSec] : [endSec, startSec];
  const start = Math.max(0, Math.min(durationSec, low));
  const end = Math.max(0, Math.min(durationSec, high));
  return end - start >= Math.min(MIN_SELECTION_SEC, durationSec) ? { startSec: start, endSec: end } : undefined;
}
