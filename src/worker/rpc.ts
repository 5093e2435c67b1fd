/** Both ends of the calls to the engine, over anything that posts messages. No tfjs and no DOM here, so it runs in Node's tests. */
import { fromErrorRecord, isAbort, type LimpidError, toErrorRecord } from '../base/errors';
import type { EngineApi, EngineEvent, EngineMethod, FromEngine, ToEngine } from './protocol';

/** A MessagePort, a worker, or a worker's own global scope. */
export interface Port {
  postMessage(message: unknown, transfer?: Transferable[]): void;
}

/** What a handler is given besides its arguments. */
export interface CallContext<Progress> {
  readonly signal: AbortSignal;
  /** Told to the caller, at most ten times a second; the last word before the result may be left out. */
  readonly progress: (progress: Progress) => void;
}

/** What a handler gives back; `transfer` moves buffers instead of copying them. */
export interface Answer<Out> {
  readonly out: Out;
  readonly transfer?: Transferable[];
}

export type Handlers = {
  readonly [M in EngineMethod]: (
    args: EngineApi[M]['in'],
    context: CallContext<EngineApi[M]['progress']>,
  ) => Promise<Answer<EngineApi[M]['out']>>;
};

const PROGRESS_PERIOD_MS = 100;

/** Answers calls: exactly one of done, failed or aborted for each. Returns the function that takes in messages. */
export function serve(port: Port, handlers: Handlers): (message: ToEngine) => void {
  const running = new Map<number, AbortController>();
  const answer = async <M extends EngineMethod>(
    id: number,
    method: M,
    args: EngineApi[M]['in'],
    controller: AbortController,
  ): Promise<void> => {
    let lastProgressMs = Number.NEGATIVE_INFINITY;
    const progress = (value: EngineApi[M]['progress']): void => {
      const nowMs = performance.now();
      if (nowMs - lastProgressMs < PROGRESS_PERIOD_MS || controller.signal.aborted) return;
      lastProgressMs = nowMs;
      post(port, { kind: 'progress', id, progress: value });
    };
    try {
      const { out, transfer } = await handlers[method](args, { signal: controller.signal, progress });
      post(port, { kind: 'done', id, out }, transfer);
    } catch (error) {
      if (isAbort(error) && controller.signal.aborted) post(port, { kind: 'aborted', id });
      else post(port, { kind: 'failed', id, error: toErrorRecord(error) });
    } finally {
      running.delete(id);
    }
  };
  return (message) => {
    if (message.kind === 'cancel') {
      running.get(message.id)?.abort();
      return;
    }
    const controller = new AbortController();
    running.set(message.id, controller);
    void answer(message.id, message.method, message.in, controller);
  };
}

function post(port: Port, message: FromEngine, transfer: Transferable[] = []): void {
  port.postMessage(message, transfer);
}

/** Tells the page of something that it did not ask for. */
export function postEvent(port: Port, event: EngineEvent): void {
  post(port, { kind: 'event', event });
}

interface Pending {
  resolve(out: unknown): void;
  reject(error: unknown): void;
  readonly onProgress: ((progress: never) => void) | undefined;
}

/** The calling end: matches answers to calls by number. */
export class Caller {
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  #nextId = 1;
  #broken: LimpidError | undefined;

  constructor(readonly port: Port) {}

  /** See `Engine.call`. */
  call<M extends EngineMethod>(
    signal: AbortSignal,
    method: M,
    args: EngineApi[M]['in'],
    options: { transfer?: Transferable[]; onProgress?: (progress: EngineApi[M]['progress']) => void } = {},
  ): Promise<EngineApi[M]['out']> {
    if (this.#broken) return Promise.reject(this.#broken);
    if (signal.aborted) return Promise.reject(signal.reason);
    const id = this.#nextId++;
    return new Promise<EngineApi[M]['out']>((resolve, reject) => {
      const cancel = (): void => {
        this.#pending.delete(id);
        this.port.postMessage({ kind: 'cancel', id } satisfies ToEngine);
        reject(signal.reason);
      };
      const settle = (): void => signal.removeEventListener('abort', cancel);
      this.#pending.set(id, {
        resolve: (out) => {
          settle();
          resolve(out as EngineApi[M]['out']);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
        onProgress: options.onProgress,
      });
      signal.addEventListener('abort', cancel, { once: true });
      this.port.postMessage({ kind: 'call', id, method, in: args } as ToEngine, options.transfer ?? []);
    });
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes in a message of the engine. Answers to calls that were cancelled meanwhile are dropped. */
  receive(message: FromEngine): void {
    if (message.kind === 'event') {
      for (const listener of this.#listeners) listener(message.event);
      return;
    }
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    if (message.kind === 'progress') {
      pending.onProgress?.(message.progress as never);
      return;
    }
    this.#pending.delete(message.id);
    if (message.kind === 'done') pending.resolve(message.out);
    else if (message.kind === 'failed') pending.reject(fromErrorRecord(message.error));
    else pending.reject(new DOMException('The call was cancelled.', 'AbortError'));
  }

  /** Fails all calls, now and from now on. */
  break(error: LimpidError): void {
    this.#broken = error;
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
  }
}
