import { updateRecording } from '../store/app-store';
import type { Context } from './context';
import { runJob } from './run-job';

/** Measures anew where speech may be lost, under the present settings. A later wish takes over. */
export async function refreshLoss(context: Context, key: number): Promise<void> {
  const { store, engine } = context;
  const recording = store.getState().recordings.find((r) => r.key === key);
  if (!recording?.handle || recording.work.status !== 'done' || store.getState().current !== key) return;
  const { recordingId } = recording.handle;
  const { settings } = store.getState();
  await runJob(context, { kind: 'speech loss' }, async (signal) => {
    const { marks } = await engine.call(signal, 'speechLoss', { recordingId, settings });
    updateRecording(store, key, { loss: marks });
  });
}
