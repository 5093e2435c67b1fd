import { updateRecording } from '../store/app-store';
import type { Context } from './context';
import { cancelWork } from './denoise';
import { saveWork } from './keep-work';
import { openAndDenoise } from './open-and-denoise';

/** Works off what is queued, one recording after the other in the order of the list, until nothing is left or the queue is paused. */
export async function workQueue(context: Context): Promise<void> {
  const next = (): number | undefined => {
    const { queuePaused, recordings } = context.store.getState();
    return queuePaused ? undefined : recordings.find(({ work }) => work.status === 'queued')?.key;
  };
  while (next() !== undefined) {
    await context.jobs.share('queue', async () => {
      for (let key = next(); key !== undefined; key = next()) await openAndDenoise(context, key);
    });
  }
}

/** Puts a recording that was stopped or that failed back into the queue; it goes on from where it stood. */
export async function resumeRecording(context: Context, key: number): Promise<void> {
  updateRecording(context.store, key, { work: { status: 'queued' } });
  saveWork(context, key, { paused: false });
  context.store.setState({ queuePaused: false });
  await workQueue(context);
}

/** Stops the queue; what is under way stops too and is the first to go on. */
export function pauseQueue(context: Context): void {
  const { store } = context;
  store.setState({ queuePaused: true });
  for (const { key, work } of store.getState().recordings) {
    if (work.status !== 'opening' && work.status !== 'denoising') continue;
    cancelWork(context, key);
    updateRecording(store, key, { work: { status: 'queued' } });
    saveWork(context, key, { paused: false });
  }
}

/** Lets the queue go on, with everything in it that was stopped. */
export async function resumeQueue(context: Context): Promise<void> {
  const { store } = context;
  for (const { key, work } of store.getState().recordings) {
    if (work.status === 'cancelled') updateRecording(store, key, { work: { status: 'queued' } });
  }
  store.setState({ queuePaused: false });
  await workQueue(context);
}
