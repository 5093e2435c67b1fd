import { colourTable } from './colour-maps';
import { PANES, type Pane, type TileData, type TileLook, type ToTiles } from './tile-protocol';

interface Painted {
  readonly tile: TileData;
  readonly look: TileLook;
  readonly pictures: Readonly<Record<Pane, OffscreenCanvas>>;
}

/** Keeps tiles as pictures and puts those of a stretch together, the finer over the coarser, so that something is always to be seen. */
export class TileBoard {
  readonly #canvases = new Map<Pane, OffscreenCanvas>();
  readonly #tiles = new Map<string, TileData>();
  readonly #painted = new Map<string, Painted>();
  #look: TileLook | undefined;
  #view: { readonly startSec: number; readonly endSec: number } | undefined;
  #size = { width: 1, height: 1 };

  /** Takes a message; drawing is another matter. */
  take(message: ToTiles): void {
    if (message.kind === 'canvas') this.#canvases.set(message.pane, message.canvas);
    else if (message.kind === 'size') this.#size = message;
    else if (message.kind === 'look') this.#look = message.look;
    else if (message.kind === 'view') this.#view = message;
    else this.#replace(message.added, new Set(message.keep));
  }

  #replace(added: readonly TileData[], keep: ReadonlySet<string>): void {
    for (const tile of added) this.#tiles.set(tile.key, tile);
    for (const key of this.#tiles.keys()) {
      if (keep.has(key)) continue;
      this.#tiles.delete(key);
      this.#painted.delete(key);
    }
  }

  /** Draws the stretch on screen on both pictures. */
  draw(): void {
    const [view, look] = [this.#view, this.#look];
    if (!view || !look) return;
    const shown = [...this.#tiles.values()].filter(({ startSec, endSec }) => endSec > view.startSec && startSec < view.endSec);
    // Coarse tiles are longer: they come first and are covered by finer ones.
    shown.sort((a, b) => b.endSec - b.startSec - (a.endSec - a.startSec));
    const painted = shown.map((tile) => this.#paint(tile, look));
    for (const [pane, canvas] of this.#canvases) this.#compose(canvas, pane, painted, view);
  }

  #compose(canvas: OffscreenCanvas, pane: Pane, painted: readonly Painted[], view: { startSec: number; endSec: number }): void {
    const { width, height } = this.#size;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = canvas.getContext('2d');
    if (!context) return;
    context.fillRect(0, 0, width, height);
    const pixelsPerSec = width / (view.endSec - view.startSec);
    for (const { tile, pictures } of painted) {
      const from = Math.round((tile.startSec - view.startSec) * pixelsPerSec);
      const to = Math.round((tile.endSec - view.startSec) * pixelsPerSec);
      context.drawImage(pictures[pane], from, 0, Math.max(1, to - from), height);
    }
  }

  #paint(tile: TileData, look: TileLook): Painted {
    const known = this.#painted.get(tile.key);
    if (known && known.tile === tile && known.look === look) return known;
    const colours = coloursOfCodes(look);
    const pictures = Object.fromEntries(PANES.map((pane) => [pane, picture(tile, tile[pane], look, colours)]));
    const painted = { tile, look, pictures: pictures as Record<Pane, OffscreenCanvas> };
    this.#painted.set(tile.key, painted);
    return painted;
  }
}

/** The pixel of each code, 256 of them, in the platform's byte order. */
export function coloursOfCodes({ colours, minDb, maxDb, codeDb, stepDb }: TileLook): Uint32Array {
  const table = new Uint32Array(colourTable(colours).buffer);
  return Uint32Array.from({ length: 256 }, (_, code) => {
    const level = ((codeDb + code * stepDb - minDb) / Math.max(1e-6, maxDb - minDb)) * 255;
    return table[Math.max(0, Math.min(255, Math.round(level)))]!;
  });
}

function picture({ numColumns }: TileData, codes: Uint8Array, { numBands, numShown }: TileLook, colours: Uint32Array): OffscreenCanvas {
  const canvas = new OffscreenCanvas(numColumns, numShown);
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  const image = context.createImageData(numColumns, numShown);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0; row < numShown; row++) {
    const band = numShown - 1 - row;
    for (let column = 0; column < numColumns; column++) pixels[row * numColumns + column] = colours[codes[column * numBands + band]!]!;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
