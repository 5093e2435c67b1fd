import { LimpidError } from '../base/errors';
import type { RecordingHandle } from '../base/types';
import { NO_PICTURES } from '../store/app-state';
import { updateRecording } from '../store/app-store';
import type { Context } from './context';
import { decodeInPage } from './decode-in-page';
import { cancelWork, denoiseRecording } from './denoise';
import { loadCurrent } from './playback';
import { runJob } from './run-job';

let nextKey = 1;

/** Opens files one after the other and denoises each; one that fails is shown and does not stop the others. */
export async function openRecordings(context: Context, files: readonly File[]): Promise<void> {
  const { store } = context;
  const added = files.map((file) => ({ key: nextKey++, file }));
  store.setState(({ recordings }) => ({
    alerts: [],
    recordings: [
      ...recordings,
      ...added.map(({ key, file }) => ({
        key,
        name: file.name,
        handle: undefined,
        work: { status: 'opening', fraction: 0 } as const,
        pictures: NO_PICTURES,
      })),
    ],
  }));
  const [first] = added;
  if (first) {
    context.player.stop();
    store.setState({ current: first.key, playing: false });
  }
  for (const { key, file } of added) if (await openOne(context, key, file)) await denoiseRecording(context, key);
}

async function openOne(context: Context, key: number, file: File): Promise<boolean> {
  const { store } = context;
  const opened = await runJob(
    context,
    {
      kind: `open ${key}`,
      subject: file.name,
    },
    async (signal) => {
      const handle = await openInEngine(context, signal, file, (fraction) =>
        updateRecording(store, key, { work: { status: 'opening', fraction } }),
      );
      updateRecording(store, key, { handle, work: { status: 'waiting' } });
      if (store.getState().current === key) loadCurrent(context);
    },
  );
  // A file that is no recording leaves nothing to look at: what was on screen before comes back.
  if (!opened) remove(context, key);
  return opened;
}

/** Forgets a recording: its work stops, its result and its temporary files go. */
export async function closeRecording(context: Context, key: number): Promise<void> {
  const handle = context.store.getState().recordings.find((r) => r.key === key)?.handle;
  cancelWork(context, key);
  remove(context, key);
  if (!handle) return;
  const { recordingId } = handle;
  await runJob(context, { kind: `close ${key}` }, async (signal) => void (await context.engine.call(signal, 'close', { recordingId })));
}

function remove(context: Context, key: number): void {
  const shown = context.store.getState().current;
  context.store.setState(({ recordings, current }) => {
    const rest = recordings.filter((r) => r.key !== key);
    return { recordings: rest, current: current === key ? rest.at(-1)?.key : current };
  });
  if (context.store.getState().current === shown) return;
  context.store.setState({ playing: false });
  loadCurrent(context);
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
    const { channels, sampleRateHz } = await decodeInPage(signal, file);
    const transfer = channels.map((channel) => channel.buffer);
    return await engine.call(signal, 'openDecoded', { name, label: 'decoded by the browser', sampleRateHz, channels }, { transfer });
  }
}
