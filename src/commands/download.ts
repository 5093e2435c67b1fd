import { markDownloaded } from '../store/app-store';
import { currentRecording } from '../store/selectors';
import type { Context } from './context';
import { runJob } from './run-job';
import { saveBlob } from './save-blob';

/** Renders the recording on screen under the present settings and gives it to the browser as a WAV. */
export async function download(context: Context): Promise<void> {
  const { store, engine } = context;
  const recording = currentRecording(store.getState());
  const handle = recording?.handle;
  if (!recording || !handle) return;
  const idle = (): void => store.setState({ download: { status: 'idle' } });
  store.setState({ download: { status: 'running', fraction: 0 } });
  await runJob(context, { kind: 'download', subject: recording.name, onFailed: idle, onCancelled: idle }, async (signal) => {
    const { recordingId } = handle;
    const onProgress = ({ fraction }: { fraction: number }): void => store.setState({ download: { status: 'running', fraction } });
    const { wav, fileName } = await engine.call(signal, 'exportWav', { recordingId, settings: store.getState().settings }, { onProgress });
    saveBlob(wav, fileName);
    markDownloaded(store, [recording.key]);
    idle();
  });
}
