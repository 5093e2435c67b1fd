import type { RecordingState, TimeRange } from '../store/app-state';
import { updateRecording } from '../store/app-store';
import { currentRecording, durationOf, viewOf } from '../store/selectors';
import type { Context } from './context';
import { drawView } from './refresh-pictures';

/** Shorter stretches show less than a frame of sound a centimetre. */
const MIN_SPAN_SEC = 0.25;

/** Shows a stretch of the recording on screen; it is moved into the recording, and one as long as the recording means all of it. */
export async function setView(context: Context, wanted: TimeRange): Promise<void> {
  const recording = currentRecording(context.store.getState());
  if (!recording?.handle) return;
  updateRecording(context.store, recording.key, { view: within(wanted, durationOf(recording)) });
  await drawView(context, recording.key);
}

/** Zooms by `factor` (above 1: closer) about a time that keeps its place on screen. */
export async function zoom(context: Context, factor: number, aboutSec?: number): Promise<void> {
  const recording = currentRecording(context.store.getState());
  if (!recording) return;
  const { startSec, endSec } = viewOf(recording);
  const about = aboutSec ?? zoomCentre(context, recording);
  await setView(context, { startSec: about - (about - startSec) / factor, endSec: about + (endSec - about) / factor });
}

/** Moves the stretch on screen by a share of its length. */
export async function pan(context: Context, share: number): Promise<void> {
  const recording = currentRecording(context.store.getState());
  if (!recording) return;
  const { startSec, endSec } = viewOf(recording);
  const bySec = share * (endSec - startSec);
  await setView(context, { startSec: startSec + bySec, endSec: endSec + bySec });
}

/** The play head where it is on screen, else the middle. */
function zoomCentre({ player }: Context, recording: RecordingState): number {
  const { startSec, endSec } = viewOf(recording);
  const { positionSec } = player;
  return positionSec > startSec && positionSec < endSec ? positionSec : (startSec + endSec) / 2;
}

function within({ startSec, endSec }: TimeRange, durationSec: number): TimeRange | undefined {
  const span = Math.max(Math.min(MIN_SPAN_SEC, durationSec), endSec - startSec);
  if (!(span < durationSec)) return undefined;
  const start = Math.max(0, Math.min(durationSec - span, startSec));
  return { startSec: start, endSec: start + span };
}
