import { LimpidError } from '../base/errors';
import { Scope } from '../base/scope';
import type { EngineApi, EngineEvent, EngineMethod, FromEngine } from './protocol';
import { Caller, type Port } from './rpc';

/** What commands need of the engine; `EngineClient` is the real one over a worker. */
export interface Engine {
  /**
   * Calls a method. Rejects with a LimpidError, or with an AbortError DOMException after `signal` fires (the call is then cancelled in the engine too).
   */
  call<M extends EngineMethod>(
    signal: AbortSignal,
    method: M,
    args: EngineApi[M]['in'],
    options?: { transfer?: Transferable[]; onProgress?: (progress: EngineApi[M]['progress']) => void },
  ): Promise<EngineApi[M]['out']>;
  /** Calls back at every event of the engine until the returned function is called. */
  onEvent(listener: (event: EngineEvent) => void): () => void;
  dispose(): void;
}

/** A worker that may be started later: what is posted before waits for it. */
class LateWorker implements Port {
  #worker: Worker | undefined;
  #waiting: Parameters<Port['postMessage']>[] = [];

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    if (this.#worker) this.#worker.postMessage(message, transfer);
    else this.#waiting.push([message, transfer]);
  }

  start(worker: Worker): void {
    this.#worker = worker;
    for (const [message, transfer = []] of this.#waiting.splice(0)) worker.postMessage(message, transfer);
  }
}

/** The engine in its own worker. A crashed worker fails every call with worker/crashed. */
export class EngineClient implements Engine {
  readonly #scope = new Scope();
  readonly #late = new LateWorker();
  readonly #caller = new Caller(this.#late);

  private constructor() {}

  /** Starts the worker once `due` resolves, so that its scripts do not compete with the page's first paint. Calls may be made before. */
  static create(due: Promise<void>): EngineClient {
    const client = new EngineClient();
    void due.then(() => client.#start());
    return client;
  }

  #start(): void {
    if (this.#scope.disposed) return;
    const worker = new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'limpid-engine' });
    this.#scope.add(() => worker.terminate());
    this.#scope.listen<MessageEvent<FromEngine>>(worker, 'message', (event) => this.#caller.receive(event.data));
    this.#scope.listen<ErrorEvent>(worker, 'error', (event) => this.#crash(event.message));
    this.#scope.listen<MessageEvent>(worker, 'messageerror', () => this.#crash('a message could not be read'));
    this.#late.start(worker);
  }

  call<M extends EngineMethod>(
    signal: AbortSignal,
    method: M,
    args: EngineApi[M]['in'],
    options?: { transfer?: Transferable[]; onProgress?: (progress: EngineApi[M]['progress']) => void },
  ): Promise<EngineApi[M]['out']> {
    return this.#caller.call(signal, method, args, options);
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    return this.#caller.onEvent(listener);
  }

  #crash(why: string): void {
    this.#caller.break(new LimpidError('worker/crashed', `The engine stopped: ${why || 'no reason given'}. Reload the page.`));
  }

  dispose(): void {
    this.#caller.break(new LimpidError('worker/crashed', 'The engine was closed.'));
    this.#scope.dispose();
  }
}
