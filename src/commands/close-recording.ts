import type { Context } from './context';
import { cancelWork } from './denoise';
import { loadCurrent } from './playback';
import { refreshPictures } from './refresh-pictures';
import { runJob } from './run-job';

/** Closes a recording and gives its memory and temporary files back. */
export async function closeRecording(context: Context, key: number): Promise<void> {
  const { store, engine } = context;
  const recording = store.getState().recordings.find((r) => r.key === key);
  if (!recording) return;
  cancelWork(context, key);
  forgetRecording(context, key);
  const { handle, name } = recording;
  if (!handle) return;
  await runJob(context, { kind: `close ${key}`, subject: name }, async (signal) => {
    await engine.call(signal, 'close', { recordingId: handle.recordingId });
  });
}

/** Takes a recording off the list; its neighbour comes on screen in its place. */
export function forgetRecording(context: Context, key: number): void {
  const { store, files } = context;
  files.delete(key);
  const { recordings, current } = store.getState();
  const at = recordings.findIndex((r) => r.key === key);
  const rest = recordings.filter((r) => r.key !== key);
  if (current !== key) {
    store.setState({ recordings: rest });
    return;
  }
  const neighbour = rest[at] ?? rest[at - 1];
  store.setState({ recordings: rest, current: neighbour?.key, playing: false });
  loadCurrent(context);
  if (neighbour) void refreshPictures(context, neighbour.key);
}
