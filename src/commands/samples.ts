import { LimpidError } from '../base/errors';
import type { SampleState } from '../store/app-state';
import type { Context } from './context';
import { fetchFrom } from './fetch-from';
import { openRecordings } from './open-recordings';
import { runJob } from './run-job';

function isSample(value: unknown): value is SampleState {
  if (typeof value !== 'object' || value === null) return false;
  const { id, title, seconds, attribution } = value as Record<string, unknown>;
  return typeof id === 'string' && typeof title === 'string' && typeof seconds === 'number' && typeof attribution === 'string';
}

/** Learns which samples ship with the app. */
export async function listSamples(context: Context): Promise<void> {
  await runJob(context, { kind: 'samples' }, async (signal) => {
    const listed: unknown = await (await fetchFrom(signal, `${context.samplesUrl}/samples.json`)).json();
    if (!Array.isArray(listed) || !listed.every(isSample))
      throw new LimpidError('decode/corrupt', 'The list of samples is damaged. Reload the page.');
    context.store.setState({ samples: listed });
  });
}

/** Opens a sample by its id. */
export async function trySample(context: Context, id: string): Promise<void> {
  let file: File | undefined;
  await runJob(context, { kind: 'sample' }, async (signal) => {
    if (!/^[a-z0-9-]+$/.test(id)) throw new LimpidError('file/not-found', `There is no sample ${JSON.stringify(id)}.`);
    const response = await fetchFrom(signal, `${context.samplesUrl}/${id}.wav`);
    file = new File([await response.blob()], `${id}.wav`, { type: 'audio/wav' });
  });
  if (file) await openRecordings(context, [file]);
}
