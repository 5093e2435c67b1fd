import type { AppStore } from '../store/app-store';
import type { Engine } from '../worker/engine-client';
import type { Player } from './player';

/** What a command acts on. */
export interface Context {
  readonly store: AppStore;
  readonly engine: Engine;
  readonly player: Player;
  readonly jobs: Jobs;
  /** Where models lie. */
  readonly modelsUrl: string;
  /** Where samples lie. */
  readonly samplesUrl: string;
}

/** One running job of each kind: starting the next one aborts the former. */
export class Jobs {
  readonly #running = new Map<string, AbortController>();

  /** Aborts the job of that kind, if any, and gives the next one its signal. */
  begin(kind: string): AbortSignal {
    this.cancel(kind);
    const controller = new AbortController();
    this.#running.set(kind, controller);
    return controller.signal;
  }

  cancel(kind: string): void {
    this.#running.get(kind)?.abort(new DOMException('Cancelled.', 'AbortError'));
    this.#running.delete(kind);
  }
}
