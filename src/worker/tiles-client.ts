import { LimpidError } from '../base/errors';
import { Scope } from '../base/scope';
import type { Pane, TileData, TileLook, ToTiles } from './tile-protocol';

/** The worker that draws spectrograms, so that the page is free while they are zoomed. */
export class TilesClient {
  readonly #scope = new Scope();
  readonly #worker: Worker;
  /** Tiles that the worker has. */
  #sent: ReadonlySet<TileData> = new Set();

  /** Starts the worker. `onFailed` hears of its end. */
  constructor(onFailed: (error: LimpidError) => void) {
    this.#worker = new Worker(new URL('./tiles.worker.ts', import.meta.url), { type: 'module', name: 'limpid-tiles' });
    this.#scope.add(() => this.#worker.terminate());
    this.#scope.listen<ErrorEvent>(this.#worker, 'error', ({ message }) =>
      onFailed(new LimpidError('worker/crashed', `The pictures can no longer be drawn: ${message || 'no reason given'}. Reload the page.`)),
    );
  }

  /** Hands a picture over. */
  adopt(pane: Pane, canvas: OffscreenCanvas): void {
    this.#post({ kind: 'canvas', pane, canvas }, [canvas]);
  }

  resize(width: number, height: number): void {
    this.#post({ kind: 'size', width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) });
  }

  /** Shows these tiles and no others. */
  setTiles(tiles: readonly TileData[]): void {
    const added = tiles
      .filter((tile) => !this.#sent.has(tile))
      .map(({ key, startSec, endSec, numColumns, before, after }) => ({ key, startSec, endSec, numColumns, before, after }));
    this.#sent = new Set(tiles);
    this.#post({ kind: 'tiles', added, keep: tiles.map(({ key }) => key) });
  }

  setLook(look: TileLook): void {
    this.#post({ kind: 'look', look });
  }

  setView(startSec: number, endSec: number): void {
    this.#post({ kind: 'view', startSec, endSec });
  }

  #post(message: ToTiles, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  dispose(): void {
    this.#scope.dispose();
  }
}
