import { newRecording } from '../store/new-recording';
import type { Context } from './context';
import { loadCurrent } from './playback';
import { resumeRecording } from './queue';
import { refreshPictures } from './refresh-pictures';
import { runJob } from './run-job';
import { refreshShelf } from './shelf';

/**
 * Puts saved work back on the list; waits up to `patienceMs` for whoever has it open. Resolves to its key, or to nothing where the source is missing or it
 * cannot be opened, which is shown.
 */
export async function takeWork(context: Context, workId: string, { patienceMs }: { patienceMs: number }): Promise<number | undefined> {
  const { engine, store, jobs, files, works } = context;
  const key = jobs.nextKey();
  await runJob(context, { kind: `take ${workId}` }, async (signal) => {
    const { record, file } = await engine.call(signal, 'takeWork', { workId, patienceMs });
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
  });
  return files.has(key) ? key : undefined;
}

/** Opens saved work and goes on with it. */
export async function openSaved(context: Context, workId: string): Promise<void> {
  const { store } = context;
  const key = await takeWork(context, workId, { patienceMs: 0 });
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
