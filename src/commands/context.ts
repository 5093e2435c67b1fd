import type { Mutex } from '../base/mutex';
import type { ThreadChoice } from '../base/types';
import type { AppStore } from '../store/app-store';
import type { Engine } from '../worker/engine-client';
import type { Rater } from '../worker/rater';
import type { ClipPlayer } from './clip-player';
import type { Player } from './player';

/** What a command acts on. */
export interface Context {
  readonly store: AppStore;
  readonly engine: Engine;
  readonly player: Player;
  readonly jobs: Jobs;
  /** The files behind the recordings by key, so that one whose opening was cancelled can be opened after all. */
  readonly files: Map<number, File>;
  /** Clean recordings by the key of the recording that they belong to. */
  readonly cleanFiles: Map<number, File>;
  /** The place in the browser's storage of each recording by key; undefined where nothing is kept. */
  readonly works: Map<number, Promise<string | undefined>>;
  /** What this tab remembers over a reload. */
  readonly session: Pick<Storage, 'getItem' | 'setItem'>;
  /** What this browser remembers: presets. */
  readonly local: Pick<Storage, 'getItem' | 'setItem'>;
  /** Lets the user choose a folder to write into; undefined where the browser cannot. Rejects with AbortError when none was chosen. */
  readonly pickFolder: (() => Promise<FileSystemDirectoryHandle>) | undefined;
  /** One picture is asked for at a time: while a slider moves, only the latest wish waits. */
  readonly pictureTurn: Mutex;
  /** Columns that a picture over the whole window has: its device pixels. */
  readonly pictureColumns: () => number;
  /** Tells other tabs that the stored profiles have changed. */
  readonly tellTabs: () => void;
  /** Threads for the WASM backend. */
  readonly threads: ThreadChoice;
  readonly clipPlayer: ClipPlayer;
  readonly rate: Rater;
  /** Where the rehearsal set and the recorder's audio worklet lie. */
  readonly rehearsalUrl: string;
  readonly captureUrl: string;
  /** Where the worklet of the live microphone lies. */
  readonly liveUrl: string;
  /** Where models lie. */
  readonly modelsUrl: string;
  /** Where samples lie. */
  readonly samplesUrl: string;
}

/** One running job of each kind: starting the next one aborts the former. */
export class Jobs {
  readonly #running = new Map<string, AbortController>();
  readonly #shared = new Map<string, Promise<void>>();
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

  /** Runs `job` unless one of the kind is running; that one's end is then awaited. */
  share(kind: string, job: () => Promise<void>): Promise<void> {
    const running = this.#shared.get(kind);
    if (running) return running;
    const started = job().finally(() => this.#shared.delete(kind));
    this.#shared.set(kind, started);
    return started;
  }

  /** Aborts the job of that kind, if any. */
  cancel(kind: string): void {
    const running = this.#running.get(kind);
    this.#running.delete(kind);
    running?.abort(new DOMException('Cancelled.', 'AbortError'));
  }
}
