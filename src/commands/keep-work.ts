import type { WorkRecord } from '../base/work';
import type { RecordingState } from '../store/app-state';
import { updateRecording } from '../store/app-store';
import type { Context } from './context';
import { runJob } from './run-job';

function find({ store }: Context, key: number): RecordingState | undefined {
  return store.getState().recordings.find((r) => r.key === key);
}

/** The place in the browser's storage of a recording's work, made at the first call; undefined where the browser keeps nothing. */
export async function ensureWork(context: Context, key: number): Promise<string | undefined> {
  const known = context.works.get(key);
  if (known) return await known;
  const made = makeWork(context, key);
  context.works.set(key, made);
  return await made;
}

async function makeWork(context: Context, key: number): Promise<string | undefined> {
  const { engine, store } = context;
  const recording = find(context, key);
  if (!recording) return undefined;
  const { name, numBytes, settings } = recording;
  let workId: string | undefined;
  // A failure is shown, and the work then goes on without being kept.
  await runJob(context, { kind: `keep ${key}`, subject: name }, async (signal) => {
    workId = lostSource(context, recording);
    if (workId === undefined) workId = await engine.call(signal, 'createWork', { name, size: numBytes, settings });
    else await engine.call(signal, 'takeWork', { workId, patienceMs: 0 });
  });
  updateRecording(store, key, { workId, ...(workId === undefined && { keeping: 'none' }) });
  return workId;
}

/** Saved work for which there was no room for the source: the same file, opened again, goes on with it. */
function lostSource({ store }: Context, { name, numBytes }: RecordingState): string | undefined {
  const works = store.getState().shelf?.works ?? [];
  return works.find(
    ({ record }) => record && !record.hasSource && record.name === name && record.sourceBytes === numBytes && record.numDone > 0,
  )?.workId;
}

/** Copies the sources of all recordings that have none yet into the browser's storage, one after the other, so that a reload finds them. */
export function keepSources(context: Context): Promise<void> {
  return context.jobs.share('keep sources', async () => {
    for (;;) {
      const next = context.store.getState().recordings.find(({ key, keeping }) => keeping === 'pending' && context.files.has(key));
      if (!next) return;
      await keepSource(context, next.key);
    }
  });
}

async function keepSource(context: Context, key: number): Promise<void> {
  const { engine, store, files } = context;
  const workId = await ensureWork(context, key);
  const file = files.get(key);
  if (workId === undefined || !file) {
    updateRecording(store, key, { keeping: 'none' });
    return;
  }
  const kind = `copy ${key}`;
  const whole = await runJob(context, { kind }, async (signal) => {
    const room = await engine.call(signal, 'copySource', { workId, file });
    updateRecording(store, key, { keeping: room ? 'kept' : 'without-source' });
  });
  if (!whole) updateRecording(store, key, { keeping: 'without-source' });
}

/** Writes settings or the wish to stop beside the work, if it is kept. */
export function saveWork(context: Context, key: number, change: Partial<Pick<WorkRecord, 'settings' | 'paused'>>): void {
  const workId = find(context, key)?.workId;
  if (workId === undefined) return;
  void runJob(context, { kind: `save ${key} ${Object.keys(change).join()}` }, async (signal) => {
    await context.engine.call(signal, 'saveWork', { workId, change });
  });
}
