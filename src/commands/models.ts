import { LimpidError } from '../base/errors';
import type { ShippedModel } from '../store/app-state';
import type { Context } from './context';
import { fetchFrom } from './fetch-from';
import { runJob } from './run-job';

function isModel(value: unknown): value is ShippedModel {
  if (typeof value !== 'object' || value === null) return false;
  const { id, title } = value as Record<string, unknown>;
  return typeof id === 'string' && typeof title === 'string';
}

/** Learns which models ship with the app. */
export async function listModels(context: Context): Promise<void> {
  await runJob(context, { kind: 'models' }, async (signal) => {
    const models: unknown = await (await fetchFrom(signal, `${context.modelsUrl}/models.json`)).json();
    if (!Array.isArray(models) || !models.every(isModel))
      throw new LimpidError('weights/missing', 'The list of models is damaged. Reload the page.');
    context.store.setState({ models });
  });
}
