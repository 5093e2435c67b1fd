import type { LimpidError } from '../base/errors';
import type { BackendName } from '../base/types';
import type { Context } from './context';
import { runJob } from './run-job';

/** Makes a backend ready with the chosen model. Resolves to whether it runs. */
export async function startEngine(context: Context, backendChoice: BackendName | 'auto'): Promise<boolean> {
  const { store, engine, threads, modelsUrl } = context;
  store.setState({ engine: { status: 'starting' }, backendChoice });
  const onFailed = (error: LimpidError): void => store.setState({ engine: { status: 'failed', error } });
  return await runJob(context, { kind: 'engine', onFailed }, async (signal) => {
    const { modelId } = store.getState();
    const info = await engine.call(signal, 'start', { backend: backendChoice, threads, modelId, modelsUrl });
    store.setState({ engine: { status: 'ready', info } });
  });
}
