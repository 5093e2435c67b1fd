import type { Mutex } from '../base/mutex';
import type { AppStore } from '../store/app-store';
import type { Engine } from '../worker/engine-client';
import type { Player } from './player';

/** What a command acts on. */
export interface Context {
  readonly store: AppStore;
  readonly engine: Engine;
  readonly player: Player;
  readonly jobs: Jobs;
  /** The files behind the recordings by key, so that one whose opening was cancelled can be opened after all. */
  readonly files: Map<number, File>;
  /** One picture is asked for at a time: while a slider moves, only the latest wish waits. */
  readonly pictureTurn: Mutex;
  /** Columns that a picture over the whole window has: its device pixels. */
  readonly pictureColumns: () => number;
  /** Where models lie. */
  readonly modelsUrl: string;
  /** Where samples lie. */
  readonly samplesUrl: string;
}

/** One running job of each kind: starting the next one aborts the former. */
export class Jobs {
  readonly #running = new Map<string, AbortController>();
  #lastKey = 0;

  /** A number that no recording or alert of this session has had. */
  nextKey(): number {
    return ++this.#lastKey;
  }

  /** Aborts the job of that kind, if any, and gives the next one its signal. */
  begin(kind: string): AbortSignal {
    this.cancel(kind);
    const controller = new AbortController();
    this.#running.set(kind, controller);
    return controller.signal;
  }

  /** Forgets a job that has ended, unless a later one of the kind is running. */
  end(kind: string, signal: AbortSignal): void {
    if (this.#running.get(kind)?.signal === signal) this.#running.delete(kind);
  }

  /** Whether a later job of the kind has taken over. */
  isSuperseded(kind: string, signal: AbortSignal): boolean {
    const running = this.#running.get(kind);
    return running !== undefined && running.signal !== signal;
  }

  /** Aborts the job of that kind, if any. */
  cancel(kind: string): void {
    const running = this.#running.get(kind);
    this.#running.delete(kind);
    running?.abort(new DOMException('Cancelled.', 'AbortError'));
  }
}
