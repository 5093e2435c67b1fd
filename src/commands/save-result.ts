import type { RenderSettings } from '../base/settings';
import type { RecordingHandle } from '../base/types';
import { markDownloaded } from '../store/app-store';
import { currentRecording } from '../store/selectors';
import type { Context } from './context';
import { keepResult } from './keep-result';
import { runJob } from './run-job';
import { saveBlob } from './save-blob';

/** What the result of the recording on screen is made from. */
export interface ResultRequest {
  readonly handle: RecordingHandle;
  readonly settings: RenderSettings;
  /** The file that it came from, where the page has it. */
  readonly file: Blob | undefined;
  readonly onProgress: (progress: { fraction: number }) => void;
}

/** Makes a file of the recording on screen under the present settings and gives it to the browser; its progress stands in the state. */
export async function saveResult(
  context: Context,
  make: (signal: AbortSignal, request: ResultRequest) => Promise<{ blob: Blob; fileName: string }>,
): Promise<void> {
  const { store, files } = context;
  const recording = currentRecording(store.getState());
  const handle = recording?.handle;
  if (!recording || !handle) return;
  const idle = (): void => store.setState({ download: { status: 'idle' } });
  const onProgress = ({ fraction }: { fraction: number }): void => store.setState({ download: { status: 'running', fraction } });
  onProgress({ fraction: 0 });
  await runJob(context, { kind: 'download', subject: recording.name, onFailed: idle, onCancelled: idle }, async (signal) => {
    const request = { handle, settings: store.getState().settings, file: files.get(recording.key), onProgress };
    const { blob, fileName } = await make(signal, request);
    saveBlob(blob, fileName);
    keepResult(context, blob, { fileName, key: recording.key, settings: request.settings });
    markDownloaded(store, [recording.key]);
    idle();
  });
}
