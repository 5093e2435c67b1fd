type Cleanup = () => void;

/** EventTarget, as far as base needs it. */
interface Listenable {
  addEventListener(type: string, listener: Listener, options?: object | boolean): void;
  removeEventListener(type: string, listener: Listener, options?: object | boolean): void;
}

type Listener = { bivarianceHack(event: unknown): void }['bivarianceHack'];

/** Owns clean-ups: listeners, timers, observers, workers. `dispose` runs them last in, first out, once. */
export class Scope {
  readonly #cleanups: Cleanup[] = [];
  #disposed = false;

  /** Runs `cleanup` at dispose, or at once if that is past. */
  add(cleanup: Cleanup): void {
    if (this.#disposed) cleanup();
    else this.#cleanups.push(cleanup);
  }

  /** Disposes `resource` with this scope, and returns it. */
  own<T extends { dispose(): void }>(resource: T): T {
    this.add(() => resource.dispose());
    return resource;
  }

  /** A listener that ends with the scope. */
  listen<E>(target: Listenable, type: string, listener: (event: E) => void, options?: object | boolean): void {
    const heard: Listener = listener as Listener;
    target.addEventListener(type, heard, options);
    this.add(() => target.removeEventListener(type, heard, options));
  }

  /** A repeating timer that ends with the scope. */
  every(periodMs: number, callback: () => void): void {
    const id = setInterval(callback, periodMs);
    this.add(() => clearInterval(id));
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const cleanup of this.#cleanups.reverse()) cleanup();
    this.#cleanups.length = 0;
  }
}
