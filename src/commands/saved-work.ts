import { newRecording } from '../store/new-recording';
import type { Context } from './context';
import { loadCurrent } from './playback';
import { resumeRecording } from './queue';
import { refreshPictures } from './refresh-pictures';
import { runJob } from './run-job';
import { refreshShelf } from './shelf';

/** How long a page that is being reloaded may take to end: its engine finishes what it computes. */
const RELOAD_PATIENCE_MS = 20_000;

/** Puts saved work back on the list. Resolves to its key, or to nothing where another tab was faster or the source is missing. */
export async function takeWork(context: Context, workId: string, options: { quietly: boolean }): Promise<number | undefined> {
  const { engine, store, jobs, files, works } = context;
  const key = jobs.nextKey();
  const take = async (signal: AbortSignal): Promise<void> => {
    const { record, file } = await engine.call(signal, 'takeWork', { workId, patienceMs: options.quietly ? RELOAD_PATIENCE_MS : 0 });
    if (!file) {
      await engine.call(signal, 'releaseWork', { workId });
      return;
    }
    const { name, settings, paused } = record;
    files.set(key, new File([file], name, { type: file.type }));
    works.set(key, Promise.resolve(workId));
    const restored = { ...newRecording(key, { name, size: file.size }, settings), workId, keeping: 'kept' as const };
    const work = paused ? ({ status: 'cancelled' } as const) : restored.work;
    store.setState(({ recordings }) => ({ recordings: [...recordings, { ...restored, work }] }));
  };
  if (options.quietly) await take(new AbortController().signal).catch(() => undefined);
  else await runJob(context, { kind: `take ${workId}` }, take);
  return files.has(key) ? key : undefined;
}

/** Opens saved work and goes on with it. */
export async function openSaved(context: Context, workId: string): Promise<void> {
  const { store } = context;
  const key = await takeWork(context, workId, { quietly: false });
  await refreshShelf(context);
  const recording = store.getState().recordings.find((r) => r.key === key);
  if (!recording) return;
  // Opening it is the wish to go on, even where it was stopped before.
  store.setState({ current: recording.key, settings: recording.settings, playing: false });
  loadCurrent(context);
  await resumeRecording(context, recording.key);
  await refreshPictures(context, recording.key);
}

/** Deletes saved work for good. */
export async function discardSaved(context: Context, workIds: readonly string[]): Promise<void> {
  for (const workId of workIds) {
    await runJob(context, { kind: `discard ${workId}` }, async (signal) => {
      await context.engine.call(signal, 'discardWork', { workId });
    });
  }
  await refreshShelf(context);
}
