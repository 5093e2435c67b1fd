import type { BackendName } from '../base/types';
import type { Context } from './context';
import { cancelWork, denoiseRecording } from './denoise';
import { startEngine } from './start-engine';

/** Changes the backend. Work under way is interrupted, and goes on from its last chunk on the new one; the microphone is closed and opened again. */
export async function changeBackend(context: Context, backendChoice: BackendName | 'auto'): Promise<void> {
  const { recordings, live } = context.store.getState();
  const interrupted = recordings.filter(({ work }) => work.status === 'denoising');
  for (const { key } of interrupted) cancelWork(context, key);
  context.jobs.cancel('live');
  if (!(await startEngine(context, backendChoice))) return;
  if (live.status !== 'off') void (await import('./live')).startLive(context);
  await Promise.all(interrupted.map(({ key }) => denoiseRecording(context, key)));
}
