import type { ExportFormat, ExportOptions } from '../base/types';
import { currentRecording } from '../store/selectors';
import type { Context } from './context';
import { saveResult } from './save-result';

/** The formats that the recording on screen can be written in; none while there is no recording. */
export async function listExportFormats({ store, engine, files }: Context): Promise<readonly ExportFormat[]> {
  const recording = currentRecording(store.getState());
  if (!recording?.handle) return [];
  const { recordingId } = recording.handle;
  return await engine.call(new AbortController().signal, 'exportFormats', { recordingId, file: files.get(recording.key) });
}

/** Renders the recording on screen under the present settings in a format of choice, and gives it to the browser. */
export async function exportAs(context: Context, options: ExportOptions): Promise<void> {
  await saveResult(context, async (signal, { handle: { recordingId }, settings, file, onProgress }) => {
    return await context.engine.call(signal, 'exportFile', { recordingId, settings, options, file }, { onProgress });
  });
}
