import type { BackendName } from '../base/types';
import type { Context } from './context';
import { cancelWork, denoiseRecording } from './denoise';
import { startEngine } from './start-engine';

/** Changes the backend. Work under way is interrupted, and goes on from its last chunk on the new one. */
export async function changeBackend(context: Context, backendChoice: BackendName | 'auto'): Promise<void> {
  const interrupted = context.store.getState().recordings.filter(({ work }) => work.status === 'denoising');
  for (const { key } of interrupted) cancelWork(context, key);
  if (!(await startEngine(context, backendChoice))) return;
  await Promise.all(interrupted.map(({ key }) => denoiseRecording(context, key)));
}
