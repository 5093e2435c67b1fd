import { LimpidError } from '../base/errors';
import type { RecordingHandle } from '../base/types';
import { NO_PICTURES } from '../store/app-state';
import { updateRecording } from '../store/app-store';
import { forgetRecording } from './close-recording';
import type { Context } from './context';
import { decodeInPage } from './decode-in-page';
import { denoiseRecording } from './denoise';
import { loadCurrent } from './playback';
import { runJob } from './run-job';

/** Opens files one after the other and denoises each; one that fails is shown and does not stop the others. */
export async function openRecordings(context: Context, files: readonly File[]): Promise<void> {
  const { store, jobs } = context;
  const added = files.map((file) => ({
    key: jobs.nextKey(),
    name: file.name,
    handle: undefined,
    work: { status: 'queued' } as const,
    view: undefined,
    pictures: NO_PICTURES,
  }));
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
    playing: false,
  }));
  loadCurrent(context);
  for (const { key } of added) {
    const recording = store.getState().recordings.find((r) => r.key === key);
    if (recording?.work.status === 'queued') await openAndDenoise(context, key);
  }
}

/** Takes up a recording that was cancelled or that failed, from where it stood. */
export async function resumeRecording(context: Context, key: number): Promise<void> {
  const recording = context.store.getState().recordings.find((r) => r.key === key);
  if (recording?.handle) await denoiseRecording(context, key);
  else if (recording) await openAndDenoise(context, key);
}

async function openAndDenoise(context: Context, key: number): Promise<void> {
  const { store } = context;
  const file = context.files.get(key);
  if (!file) return;
  updateRecording(store, key, { work: { status: 'opening', fraction: 0 } });
  const options = {
    kind: `open ${key}`,
    subject: file.name,
    // A file that is no recording leaves nothing to look at: what was on screen before comes back.
    onFailed: () => forgetRecording(context, key),
    onCancelled: () => updateRecording(store, key, { work: { status: 'cancelled' } }),
  };
  const opened = await runJob(context, options, async (signal) => {
    const onProgress = (fraction: number): void => updateRecording(store, key, { work: { status: 'opening', fraction } });
    const handle = await openInEngine(context, signal, file, onProgress);
    updateRecording(store, key, { handle, work: { status: 'waiting' } });
    if (store.getState().current === key) loadCurrent(context);
  });
  if (opened) await denoiseRecording(context, key);
}

async function openInEngine(
  { engine }: Context,
  signal: AbortSignal,
  file: File,
  onProgress: (fraction: number) => void,
): Promise<RecordingHandle> {
  const { name } = file;
  try {
    return await engine.call(signal, 'open', { file, name }, { onProgress: ({ fraction }) => onProgress(fraction) });
  } catch (error) {
    if (!(error instanceof LimpidError) || error.code !== 'decode/needs-page') throw error;
    const { channels, sampleRateHz, notices } = await decodeInPage(signal, file, error.message);
    const transfer = channels.map((channel) => channel.buffer);
    const args = { name, label: 'decoded by the browser', sampleRateHz, channels };
    const handle = await engine.call(signal, 'openDecoded', args, { transfer });
    return { ...handle, notices: [...notices, ...handle.notices] };
  }
}
