import { DEFAULT_RENDER_SETTINGS } from '../base/settings';
import { newRecording } from '../store/new-recording';
import type { Context } from './context';
import { keepSources } from './keep-work';
import { loadCurrent } from './playback';
import { workQueue } from './queue';

/** Queues files, shows the first of them, and works the queue off; one that fails is shown and does not stop the others. */
export async function openRecordings(context: Context, files: readonly File[]): Promise<void> {
  const { store, jobs } = context;
  const added = files.map((file) => newRecording(jobs.nextKey(), file, DEFAULT_RENDER_SETTINGS));
  for (const [i, { key }] of added.entries()) {
    const file = files[i];
    if (file) context.files.set(key, file);
  }
  const [first] = added;
  if (!first) return;
  context.player.stop();
  store.setState(({ recordings }) => ({
    alerts: [],
    recordings: [...recordings, ...added],
    current: first.key,
    settings: first.settings,
    playing: false,
  }));
  loadCurrent(context);
  void keepSources(context);
  await workQueue(context);
}
