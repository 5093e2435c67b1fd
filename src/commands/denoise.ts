import { updateRecording } from '../store/app-store';
import type { Context } from './context';
import { refreshPictures } from './refresh-pictures';
import { runJob } from './run-job';

/** Denoises an opened recording, or goes on where a cancelled or failed job stood. */
export async function denoiseRecording(context: Context, key: number): Promise<void> {
  const { store, engine } = context;
  const recording = store.getState().recordings.find((r) => r.key === key);
  const handle = recording?.handle;
  if (!recording || !handle) return;
  updateRecording(store, key, { work: { status: 'denoising', progress: undefined } });
  const { recordingId } = handle;
  const done = await runJob(
    context,
    {
      kind: `denoise ${key}`,
      subject: recording.name,
      onFailed: (error) => updateRecording(store, key, { work: { status: 'failed', error } }),
      onCancelled: () => updateRecording(store, key, { work: { status: 'cancelled' } }),
    },
    async (signal) => {
      const summary = await engine.call(
        signal,
        'denoise',
        { recordingId },
        { onProgress: (progress) => updateRecording(store, key, { work: { status: 'denoising', progress } }) },
      );
      const work = { status: 'done', tookSec: summary.processingSec } as const;
      updateRecording(store, key, { work, handle: { ...handle, notices: summary.notices } });
    },
  );
  if (!done) return;
  context.player.refresh();
  await refreshPictures(context, key);
}

/** Stops what is under way for a recording; what is done of it is kept. */
export function cancelWork({ jobs }: Context, key: number): void {
  jobs.cancel(`open ${key}`);
  jobs.cancel(`denoise ${key}`);
}
