import type { RecordingState } from '../store/app-state';
import { updateRecording } from '../store/app-store';
import type { Context } from './context';
import { cancelWork, denoiseRecording } from './denoise';
import { runJob } from './run-job';

/**
 * Puts another model to use: one that ships with the app, or a profile. What is open is denoised again, the recording on screen first. A model that cannot be
 * loaded leaves the former one in use. Resolves once the model is there; the denoising goes on.
 */
export async function changeModel(context: Context, modelId: string): Promise<void> {
  const { store, engine, threads, modelsUrl } = context;
  const former = store.getState();
  if (former.modelId === modelId && former.engine.status === 'ready') return;
  const again = former.recordings.filter(isWorkedOn).sort((a, b) => Number(b.key === former.current) - Number(a.key === former.current));
  for (const { key, work } of again) if (work.status === 'denoising') cancelWork(context, key);
  store.setState({ modelId, engine: { status: 'starting' } });
  for (const { key } of again) updateRecording(store, key, { work: { status: 'denoising', progress: undefined } });
  const back = (): void => {
    store.setState({ modelId: former.modelId, engine: former.engine });
    for (const { key, work } of again) updateRecording(store, key, { work });
  };
  const changed = await runJob(context, { kind: 'engine', onFailed: back, onCancelled: back }, async (signal) => {
    const info = await engine.call(signal, 'start', { backend: former.backendChoice, threads, modelId, modelsUrl });
    store.setState({ engine: { status: 'ready', info } });
  });
  void denoiseAgain(context, changed ? again : again.filter(({ work }) => work.status === 'denoising'));
}

async function denoiseAgain(context: Context, recordings: readonly RecordingState[]): Promise<void> {
  for (const { key } of recordings) await denoiseRecording(context, key);
}

function isWorkedOn({ handle, work }: RecordingState): boolean {
  return handle !== undefined && (work.status === 'done' || work.status === 'denoising');
}
