import type { LimpidError } from '../base/errors';
import type { RecordingState } from '../store/app-state';
import { updateRecording } from '../store/app-store';
import type { Context } from './context';
import { cancelWork } from './denoise';
import { loadCurrent } from './playback';
import { refreshPictures } from './refresh-pictures';
import { runJob } from './run-job';
import { refreshShelf } from './shelf';

/** Whether there is something to come back to. */
function isWorthKeeping({ work, handle }: RecordingState): boolean {
  return handle !== undefined && (work.status === 'done' || work.status === 'denoising' || work.status === 'cancelled');
}

/** Takes a recording off the list and gives its memory and temporary files back. Work that was begun stays among the saved work, other is discarded. */
export async function closeRecording(context: Context, key: number): Promise<void> {
  const { store, engine, jobs } = context;
  const recording = store.getState().recordings.find((r) => r.key === key);
  if (!recording) return;
  const keep = isWorthKeeping(recording);
  cancelWork(context, key);
  jobs.cancel(`copy ${key}`);
  const work = context.works.get(key);
  forgetRecording(context, key);
  const { handle, name } = recording;
  await runJob(context, { kind: `close ${key}`, subject: name }, async (signal) => {
    const workId = await work;
    if (workId !== undefined && !keep) await engine.call(signal, 'discardWork', { workId });
    if (handle) await engine.call(signal, 'close', { recordingId: handle.recordingId });
    if (workId !== undefined && keep) await engine.call(signal, 'releaseWork', { workId });
  });
  await refreshShelf(context);
}

/** A file that is no recording: among others it stays listed with its error, alone it leaves nothing to look at. What was on screen before comes back. */
export function dropOrFail(context: Context, key: number, error: LimpidError): void {
  const { store } = context;
  const { recordings, current } = store.getState();
  const at = recordings.findIndex((r) => r.key === key);
  if (recordings.length < 2) {
    void closeRecording(context, key);
    return;
  }
  updateRecording(store, key, { work: { status: 'failed', error } });
  const others = [...recordings.slice(0, at).reverse(), ...recordings.slice(at + 1)].filter(({ work }) => work.status !== 'failed');
  if (current === key && others[0]) show(context, others[0]);
}

function show(context: Context, { key, settings }: RecordingState): void {
  context.store.setState({ current: key, settings, playing: false });
  loadCurrent(context);
  void refreshPictures(context, key);
}

/** Takes a recording off the list; its neighbour comes on screen in its place. */
function forgetRecording(context: Context, key: number): void {
  const { store, files, works } = context;
  files.delete(key);
  works.delete(key);
  const { recordings, current } = store.getState();
  const at = recordings.findIndex((r) => r.key === key);
  const rest = recordings.filter((r) => r.key !== key);
  store.setState({ recordings: rest });
  if (current !== key) return;
  const neighbour = rest[at] ?? rest[at - 1];
  if (neighbour) {
    show(context, neighbour);
    return;
  }
  store.setState({ current: undefined, playing: false });
  loadCurrent(context);
}
