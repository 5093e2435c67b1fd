import { updateRecording } from '../store/app-store';
import type { OpenedRecording } from '../worker/protocol';
import { dropOrFail } from './close-recording';
import type { Context } from './context';
import { readOrDecode } from './decode-in-page';
import { denoiseRecording } from './denoise';
import { ensureWork } from './keep-work';
import { loadCurrent } from './playback';
import { refreshPictures } from './refresh-pictures';
import { runJob } from './run-job';

/** Opens a recording, if that is not done yet, and denoises what is missing of it. */
export async function openAndDenoise(context: Context, key: number): Promise<void> {
  const { store } = context;
  const file = context.files.get(key);
  const recording = store.getState().recordings.find((r) => r.key === key);
  if (!recording) return;
  if (recording.handle) return await denoiseRecording(context, key);
  if (!file) return;
  updateRecording(store, key, { work: { status: 'opening', fraction: 0 } });
  const options = {
    kind: `open ${key}`,
    subject: file.name,
    onFailed: (error) => dropOrFail(context, key, error),
    onCancelled: () => updateRecording(store, key, { work: { status: 'cancelled' } }),
  } satisfies Parameters<typeof runJob>[1];
  let isDone = false;
  const opened = await runJob(context, options, async (signal) => {
    const workId = await ensureWork(context, key);
    const onProgress = (fraction: number): void => updateRecording(store, key, { work: { status: 'opening', fraction } });
    const { resumed, ...handle } = await openInEngine(context, signal, { file, workId }, onProgress);
    isDone = resumed !== undefined && resumed.numDone === resumed.numFrames;
    updateRecording(store, key, {
      handle,
      work: isDone ? { status: 'done', tookSec: resumed?.processingSec ?? 0 } : { status: 'waiting' },
    });
    if (store.getState().current === key) loadCurrent(context);
  });
  if (isDone) void refreshPictures(context, key);
  else if (opened) await denoiseRecording(context, key);
}

function openInEngine(
  { engine }: Context,
  signal: AbortSignal,
  { file, workId }: { file: File; workId: string | undefined },
  onProgress: (fraction: number) => void,
): Promise<OpenedRecording> {
  const { name } = file;
  return readOrDecode(
    signal,
    file,
    () => engine.call(signal, 'open', { file, name, workId }, { onProgress: ({ fraction }) => onProgress(fraction) }),
    async ({ channels, sampleRateHz, notices }, transfer) => {
      const args = { name, label: 'decoded by the browser', sampleRateHz, channels, workId };
      const handle = await engine.call(signal, 'openDecoded', args, { transfer });
      return { ...handle, notices: [...notices, ...handle.notices] };
    },
  );
}
