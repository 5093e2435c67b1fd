/**
 * tfjs's threaded build of WebAssembly, started by ourselves: its threads begin as files of the own origin instead of blobs, only as many workers stay as there are
 * to be threads, and whatever fails or hangs on the way is an error that leaves nothing running.
 */
import { BackendWasm, getThreadsCount, setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import createModule from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js';
import { findBackendFactory, registerBackend, removeBackend } from '@tensorflow/tfjs-core';
import { LimpidError } from '../base/errors';
import { Scope } from '../base/scope';
import { activate, type ThreadAssets } from './backend-parts';

/** How long the workers may take to start, the WebAssembly being there already. */
const START_LIMIT_MS = 10_000;

type ThreadedModule = Extract<ConstructorParameters<typeof BackendWasm>[0], { PThread: unknown }>;

/** What Emscripten's script puts on the object that it is given, as far as it matters here. */
interface EmscriptenModule extends NonNullable<Parameters<typeof createModule>[0]> {
  readonly PThread: ThreadPool;
  cwrap(name: string, result: 'number' | null, args: readonly 'number'[]): (...args: number[]) => number;
}

interface ThreadPool {
  readonly unusedWorkers: readonly Worker[];
  allocateUnusedWorker(): void;
}

/** A backend whose tensors may be let go of after its end, and which says what is wrong when they are read. */
class ThreadedBackend extends BackendWasm {
  #hasEnded = false;

  override disposeData(dataId: object, force?: boolean): boolean {
    return this.#hasEnded || super.disposeData(dataId, force);
  }

  override readSync(dataId: object, start?: number, end?: number): ReturnType<BackendWasm['readSync']> {
    if (this.#hasEnded)
      throw new LimpidError('backend/unavailable', 'The threads that held these numbers have ended: the backend was changed.');
    return super.readSync(dataId, start, end);
  }

  override dispose(): void {
    this.#hasEnded = true;
    super.dispose();
  }
}

/** Makes tfjs's threaded WebAssembly the current backend. @throws LimpidError backend/unavailable; nothing is left running then */
export async function startThreads(count: number, assets: ThreadAssets): Promise<{ threads: number; dispose(): void }> {
  const compiled = await compile(assets.wasmUrl);
  // The thread that calls is one of them.
  const module = await withCores(2 * count, () => startModule(compiled, count - 1, assets));
  const oneThread = findBackendFactory('wasm');
  setThreadsCount(count);
  removeBackend('wasm');
  registerBackend('wasm', () => new ThreadedBackend(module));
  const dispose = (): void => {
    removeBackend('wasm');
    registerBackend('wasm', oneThread);
  };
  try {
    await activate('wasm');
  } catch (error) {
    dispose();
    module.PThread.terminateAllThreads();
    throw error;
  }
  return { threads: getThreadsCount(), dispose };
}

async function compile(url: string): Promise<WebAssembly.Module> {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`the server answers with status ${response.status}`);
    return await WebAssembly.compileStreaming(response);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new LimpidError('backend/unavailable', `their WebAssembly cannot be had (${why})`, { cause });
  }
}

/** tfjs takes half of the cores at most. Who asks for more gets it, so for as long as `start` takes the browser tells of enough. */
async function withCores<T>(cores: number, start: () => Promise<T>): Promise<T> {
  if (navigator.hardwareConcurrency >= cores) return await start();
  Object.defineProperty(navigator, 'hardwareConcurrency', { value: cores, configurable: true });
  try {
    return await start();
  } finally {
    Reflect.deleteProperty(navigator, 'hardwareConcurrency');
  }
}

/** Resolves once every worker has the WebAssembly. */
async function startModule(compiled: WebAssembly.Module, numWorkers: number, assets: ThreadAssets): Promise<ThreadedModule> {
  const scope = new Scope();
  const workers: Worker[] = [];
  try {
    return await new Promise<ThreadedModule>((resolve, reject) => {
      const fail = (why: string): void => reject(new LimpidError('backend/unavailable', why));
      const timer = setTimeout(() => fail(`they did not start within ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS);
      scope.add(() => clearTimeout(timer));
      const module = emscriptenModule(compiled, numWorkers, { assets, onFailed: reject });
      const started = createModule(module);
      workers.push(...module.PThread.unusedWorkers);
      for (const worker of workers) {
        scope.listen<Event & { readonly message?: string }>(worker, 'error', (event) => {
          // Emscripten's own listener would throw, which counts as a crash of the engine.
          event.stopImmediatePropagation();
          event.preventDefault();
          fail(`a worker does not start (${whyNot(event)})`);
        });
      }
      started.then(() => resolve(withCalls(module)), reject);
    });
  } catch (error) {
    for (const worker of workers) worker.terminate();
    throw error;
  } finally {
    scope.dispose();
  }
}

/** Of a script that is missing there comes an event without a message, or with one of the other script that was to import it. */
function whyNot({ message }: { readonly message?: string }): string {
  return !message || /NetworkError/.test(message) ? 'its script cannot be loaded' : message;
}

/** The object that Emscripten's script reads its options from and puts its functions on. */
function emscriptenModule(
  compiled: WebAssembly.Module,
  numWorkers: number,
  { assets, onFailed }: { assets: ThreadAssets; onFailed: (error: unknown) => void },
): EmscriptenModule {
  const absolute = (url: string): string => new URL(url, location.href).href;
  const module = {
    mainScriptUrlOrBlob: absolute(assets.moduleUrl),
    locateFile: (path: string) => (path.endsWith('.worker.js') ? absolute(assets.workerUrl) : path),
    instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance, compiled: WebAssembly.Module) => void) {
      WebAssembly.instantiate(compiled, imports).then((instance) => receive(instance, compiled), onFailed);
      return {};
    },
  };
  let pool: ThreadPool | undefined;
  Object.defineProperty(module, 'PThread', {
    get: () => pool,
    // The script makes eight workers whatever is wanted, and waits for all of them.
    set(made: ThreadPool) {
      const allocate = made.allocateUnusedWorker;
      made.allocateUnusedWorker = () => {
        if (made.unusedWorkers.length < numWorkers) allocate();
      };
      pool = made;
    },
  });
  return module as unknown as EmscriptenModule;
}

/** The calls that `BackendWasm` makes, as tfjs's own start binds them. Source: tfjs-backend-wasm 4.22.0, src/backend_wasm.ts, init. */
function withCalls(module: EmscriptenModule): ThreadedModule {
  const tfjs = {
    init: module.cwrap('init', null, []),
    initWithThreadsCount: module.cwrap('init_with_threads_count', null, ['number']),
    getThreadsCount: module.cwrap('get_threads_count', 'number', []),
    registerTensor: module.cwrap('register_tensor', null, ['number', 'number', 'number']),
    disposeData: module.cwrap('dispose_data', null, ['number']),
    dispose: module.cwrap('dispose', null, []),
  };
  return Object.assign(module, { tfjs }) as unknown as ThreadedModule;
}
