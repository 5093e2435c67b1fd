import { LimpidError } from '../base/errors';
import type { DecodedSound } from '../base/types';
import { updateFigures } from '../store/app-store';
import { currentRecording, isDone } from '../store/selectors';
import type { Context } from './context';
import { readOrDecode } from './decode-in-page';
import { rateExcerpts } from './rate-excerpts';
import { runJob, showAlert } from './run-job';

/** Measures source and result of the recording on screen, and compares them with its clean recording if it has one. */
export async function measureFigures(context: Context): Promise<void> {
  const [measured] = await Promise.all([measureOwn(context), compare(context)]);
  if (measured) await rateExcerpts(context);
}

/** Stops measuring; what was measured before is gone, what is not measured can be asked for again. */
export function stopFigures({ jobs }: Context): void {
  jobs.cancel('figures');
  jobs.cancel('reference figures');
  jobs.cancel('rating');
}

/** Resolves to whether it was measured. */
async function measureOwn(context: Context): Promise<boolean> {
  const { store, engine } = context;
  const recording = currentRecording(store.getState());
  if (!recording?.handle || !isDone(recording)) return false;
  const { key, handle, settings } = recording;
  const none = (): void => updateFigures(context.store, key, { own: { status: 'none' } });
  updateFigures(context.store, key, { own: { status: 'running', fraction: 0 } });
  return await runJob(context, { kind: 'figures', onFailed: none, onCancelled: none }, async (signal) => {
    const onProgress = ({ fraction }: { fraction: number }): void =>
      updateFigures(context.store, key, { own: { status: 'running', fraction } });
    const value = await engine.call(signal, 'figures', { recordingId: handle.recordingId, settings }, { onProgress });
    updateFigures(context.store, key, { own: { status: 'done', value, settings } });
  });
}

async function compare(context: Context): Promise<void> {
  const { store, engine, cleanFiles } = context;
  const recording = currentRecording(store.getState());
  const file = recording && cleanFiles.get(recording.key);
  if (!recording?.handle || !file || !isDone(recording)) return;
  const { key, handle, settings } = recording;
  const none = (): void => updateFigures(context.store, key, { reference: { status: 'none' } });
  const forget = (): void => {
    cleanFiles.delete(key);
    updateFigures(context.store, key, { reference: { status: 'none' }, cleanName: undefined });
  };
  updateFigures(context.store, key, { reference: { status: 'running', fraction: 0 } });
  await runJob(context, { kind: 'reference figures', subject: file.name, onFailed: forget, onCancelled: none }, async (signal) => {
    const call = (clean: Blob | DecodedSound, transfer: Transferable[] = []) =>
      engine.call(signal, 'compareWithClean', { recordingId: handle.recordingId, settings, clean }, { transfer });
    const value = await readOrDecode(signal, file, () => call(file), call);
    updateFigures(context.store, key, { reference: { status: 'done', value, settings } });
  });
}

/** Takes a clean recording of the same moment as the one on screen, and compares. */
export async function takeCleanReference(context: Context, files: Iterable<File> | ArrayLike<File>): Promise<void> {
  const recording = currentRecording(context.store.getState());
  const [file, ...more] = Array.from(files);
  if (!recording || !file) return;
  if (more.length > 0) {
    const message = `Got ${more.length + 1} files; one clean recording can be compared with. Drop it alone.`;
    showAlert(context, new LimpidError('settings/out-of-range', message));
    return;
  }
  context.cleanFiles.set(recording.key, file);
  updateFigures(context.store, recording.key, { cleanName: file.name });
  await compare(context);
}
