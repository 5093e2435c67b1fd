import { Scope } from '../base/scope';
import type { EngineState } from '../store/app-state';
import type { AppStore } from '../store/app-store';
import type { Context } from './context';
import { startEngine } from './start-engine';

/** Waits for the engine, and starts it once more if it had failed. @throws LimpidError the reason why it does not run */
export async function engineReady(context: Context, signal: AbortSignal): Promise<void> {
  const { store } = context;
  if (store.getState().engine.status === 'failed') await startEngine(context, store.getState().backendChoice);
  const engine = await settled(store, signal);
  if (engine.status === 'failed') throw engine.error;
}

/** The engine's state once it is not starting any more. */
async function settled(store: AppStore, signal: AbortSignal): Promise<EngineState> {
  signal.throwIfAborted();
  if (store.getState().engine.status !== 'starting') return store.getState().engine;
  const scope = new Scope();
  try {
    return await new Promise((resolve, reject) => {
      scope.listen(signal, 'abort', () => reject(signal.reason));
      scope.add(store.subscribe(({ engine }) => engine.status !== 'starting' && resolve(engine)));
    });
  } finally {
    scope.dispose();
  }
}
