import type { TimeRange } from '../store/app-state';
import { currentRecording, viewOf } from '../store/selectors';
import type { Context } from './context';
import { runJob } from './run-job';

/** Shorter loops are a buzz. */
const SHORTEST_SEC = 0.1;

/** Plays a stretch again and again, or, without one, on to the end. */
export async function setLoop(context: Context, range: TimeRange | undefined): Promise<void> {
  const loop = range && range.endSec - range.startSec >= SHORTEST_SEC ? range : undefined;
  context.store.setState({ loop });
  await runJob(context, { kind: 'loop' }, () => context.player.setLoop(loop));
}

/** Loops what is selected, or else the stretch on screen; or stops looping. */
export async function toggleLoop(context: Context): Promise<void> {
  const { loop } = context.store.getState();
  const recording = currentRecording(context.store.getState());
  await setLoop(context, loop || !recording ? undefined : (recording.selection ?? viewOf(recording)));
}
