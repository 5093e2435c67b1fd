import type { RegionEdit } from '../base/edits';
import type { LossMark } from '../base/types';
import type { RecordingState } from '../store/app-state';
import { currentRecording, durationOf, viewOf } from '../store/selectors';
import type { Context } from './context';
import { addEdit, setRegionStrength } from './edit-gains';
import { seek } from './playback';
import { setView } from './set-view';

/** How much of the effect is left at an eased mark: amplitudes lose 40 % at most, so the mark goes. */
const EASED_STRENGTH = 0.4;
/** What is eased beside a mark, so that the frames at its ends are inside. */
const MARGIN_SEC = 0.04;
/** How long before a mark it is listened to. */
const LEAD_SEC = 0.5;

/** The mark that the play head is at, or the last one before it; -1 before the first. */
export function markAt(marks: readonly LossMark[], sec: number): number {
  return marks.findLastIndex(({ startSec }) => startSec - LEAD_SEC <= sec + 1e-3);
}

/** Goes to the next mark behind the play head, or from the last one to the first; backwards with `step` -1. */
export async function goToMark(context: Context, step: 1 | -1): Promise<void> {
  const recording = currentRecording(context.store.getState());
  const marks = recording?.loss ?? [];
  if (!recording || marks.length === 0) return;
  const at = markAt(marks, context.player.positionSec);
  await showMark(context, (at + step + marks.length) % marks.length);
}

/** Puts a mark on screen and the play head a little before it. */
export async function showMark(context: Context, index: number): Promise<void> {
  const recording = currentRecording(context.store.getState());
  const mark = recording?.loss?.[index];
  if (!recording || !mark) return;
  const { startSec, endSec } = viewOf(recording);
  if (mark.startSec < startSec || mark.endSec > endSec) {
    const [middle, half] = [(mark.startSec + mark.endSec) / 2, (endSec - startSec) / 2];
    await setView(context, { startSec: middle - half, endSec: middle + half });
  }
  await seek(context, Math.max(0, mark.startSec - LEAD_SEC));
}

/** Takes the effect back to 40 % at the mark that the play head is at; a region that was eased there before is halved. */
export async function easeMark(context: Context): Promise<void> {
  const recording = currentRecording(context.store.getState());
  const marks = recording?.loss ?? [];
  const mark = marks[Math.max(0, markAt(marks, context.player.positionSec))];
  if (!recording || !mark) return;
  const before = easedOver(recording, mark);
  if (before >= 0) {
    const edit = recording.settings.edits?.[before] as RegionEdit;
    await setRegionStrength(context, before, edit.strength / 2);
    return;
  }
  const durationSec = durationOf(recording);
  const [startSec, endSec] = [mark.startSec - MARGIN_SEC, mark.endSec + MARGIN_SEC];
  await addEdit(context, {
    kind: 'region',
    effect: 'ease',
    startSec: startSec <= 0 ? -1 : startSec,
    endSec: endSec >= durationSec ? durationSec + 1 : endSec,
    strength: EASED_STRENGTH,
  });
}

function easedOver({ settings }: RecordingState, mark: LossMark): number {
  return (settings.edits ?? []).findIndex((edit) => edit.effect === 'ease' && edit.startSec <= mark.startSec && edit.endSec >= mark.endSec);
}
