import type { RecordingState } from '../store/app-state';
import { updateRecording } from '../store/app-store';
import type { Context } from './context';
import { engineReady } from './engine-ready';
import { saveWork } from './keep-work';
import { haltPlaying } from './playback';
import { drawView, refreshPictures } from './refresh-pictures';
import { runJob } from './run-job';

function find({ store }: Context, key: number): RecordingState | undefined {
  return store.getState().recordings.find((r) => r.key === key);
}

/** Denoises an opened recording, or goes on where a cancelled or failed job stood. */
export async function denoiseRecording(context: Context, key: number): Promise<void> {
  const { store, engine } = context;
  const recording = find(context, key);
  const handle = recording?.handle;
  if (!recording || !handle) return;
  updateRecording(store, key, { work: { status: 'denoising', progress: undefined } });
  saveWork(context, key, { paused: false });
  const options = {
    kind: `denoise ${key}`,
    subject: recording.name,
    onFailed: (error) => {
      haltPlaying(context, key);
      updateRecording(store, key, { work: { status: 'failed', error } });
    },
    onCancelled: () => {
      haltPlaying(context, key);
      updateRecording(store, key, { work: { status: 'cancelled' } });
    },
  } satisfies Parameters<typeof runJob>[1];
  const done = await runJob(context, options, async (signal) => {
    await engineReady(context, signal);
    const { recordingId } = handle;
    const summary = await engine.call(
      signal,
      'denoise',
      { recordingId },
      {
        onProgress: (progress) => {
          updateRecording(store, key, { work: { status: 'denoising', progress } });
          void drawView(context, key);
        },
      },
    );
    const work = { status: 'done', tookSec: summary.processingSec } as const;
    const notices = [...new Set([...handle.notices, ...summary.notices])];
    updateRecording(store, key, { work, handle: { ...handle, notices } });
  });
  if (!done) return;
  if (store.getState().current === key) void context.player.refresh();
  await refreshPictures(context, key);
}

/** Stops what is under way for a recording, or takes it out of the queue; what is done of it is kept. */
export function cancelWork(context: Context, key: number): void {
  const { jobs, store } = context;
  jobs.cancel(`open ${key}`);
  jobs.cancel(`denoise ${key}`);
  saveWork(context, key, { paused: true });
  const status = find(context, key)?.work.status;
  if (status === 'queued' || status === 'waiting') updateRecording(store, key, { work: { status: 'cancelled' } });
}
