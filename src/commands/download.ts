import type { Context } from './context';
import { saveResult } from './save-result';

/** Renders the recording on screen under the present settings and gives it to the browser as a WAV. */
export async function download(context: Context): Promise<void> {
  await saveResult(context, async (signal, { handle: { recordingId }, settings, onProgress }) => {
    const { wav, fileName } = await context.engine.call(signal, 'exportWav', { recordingId, settings }, { onProgress });
    return { blob: wav, fileName };
  });
}
