import type { ExportFormat, ExportOptions } from '../base/types';
import { markDownloaded } from '../store/app-store';
import { currentRecording } from '../store/selectors';
import type { Context } from './context';
import { runJob } from './run-job';
import { saveBlob } from './save-blob';

/** The formats that the recording on screen can be written in; none while there is no recording. */
export async function listExportFormats({ store, engine, files }: Context): Promise<readonly ExportFormat[]> {
  const recording = currentRecording(store.getState());
  if (!recording?.handle) return [];
  const { recordingId } = recording.handle;
  return await engine.call(new AbortController().signal, 'exportFormats', { recordingId, file: files.get(recording.key) });
}

/** Renders the recording on screen under the present settings in a format of choice, and gives it to the browser. */
export async function exportAs(context: Context, options: ExportOptions): Promise<void> {
  const { store, engine, files } = context;
  const recording = currentRecording(store.getState());
  const handle = recording?.handle;
  if (!recording || !handle) return;
  const idle = (): void => store.setState({ download: { status: 'idle' } });
  store.setState({ download: { status: 'running', fraction: 0 } });
  await runJob(context, { kind: 'download', subject: recording.name, onFailed: idle, onCancelled: idle }, async (signal) => {
    const args = { recordingId: handle.recordingId, settings: store.getState().settings, options, file: files.get(recording.key) };
    const onProgress = ({ fraction }: { fraction: number }): void => store.setState({ download: { status: 'running', fraction } });
    const { blob, fileName } = await engine.call(signal, 'exportFile', args, { onProgress });
    saveBlob(blob, fileName);
    markDownloaded(store, [recording.key]);
    idle();
  });
}
