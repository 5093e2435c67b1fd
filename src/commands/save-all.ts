import type { RecordingState } from '../store/app-state';
import { type AppStore, markDownloaded } from '../store/app-store';
import type { ExportItem } from '../worker/protocol';
import type { Context } from './context';
import { runJob } from './run-job';
import { saveBlob } from './save-blob';

function finished(store: AppStore): RecordingState[] {
  return store.getState().recordings.filter(({ work }) => work.status === 'done');
}

function itemsOf(recordings: readonly RecordingState[]): ExportItem[] {
  return recordings.flatMap(({ handle, settings }) => (handle ? { recordingId: handle.recordingId, settings } : []));
}

async function saveAll(
  context: Context,
  save: (signal: AbortSignal, items: readonly ExportItem[], onProgress: (progress: { fraction: number }) => void) => Promise<void>,
): Promise<void> {
  const { store } = context;
  const idle = (): void => store.setState({ download: { status: 'idle' } });
  const recordings = finished(store);
  if (recordings.length === 0) return;
  await runJob(context, { kind: 'download', onFailed: idle, onCancelled: idle }, async (signal) => {
    const onProgress = ({ fraction }: { fraction: number }): void => store.setState({ download: { status: 'running', fraction } });
    await save(signal, itemsOf(recordings), onProgress);
    markDownloaded(
      store,
      recordings.map(({ key }) => key),
    );
    idle();
  });
}

/** Saves all finished results, each under its own settings, as one ZIP. */
export async function saveAllAsZip(context: Context): Promise<void> {
  context.store.setState({ download: { status: 'running', fraction: 0 } });
  await saveAll(context, async (signal, items, onProgress) => {
    const { zip } = await context.engine.call(signal, 'exportZip', { items }, { onProgress });
    saveBlob(zip, 'limpid_denoised.zip');
  });
}

/** Saves all finished results, each under its own settings, into a folder that the user chooses. */
export async function saveAllToFolder(context: Context): Promise<void> {
  const { pickFolder, engine } = context;
  if (!pickFolder) return;
  await saveAll(context, async (signal, items, onProgress) => {
    const folder = await pickFolder();
    await engine.call(signal, 'exportToFolder', { items, folder }, { onProgress });
  });
}
