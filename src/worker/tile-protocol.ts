import type { ColourMap, ScaleName } from '../base/look';

export const PANES = ['before', 'after'] as const;
export type Pane = (typeof PANES)[number];

/** A stretch of both spectrograms as codes, column after column, lowest band first. */
export interface TileData {
  /** The same for every tile of this place, whatever the settings. */
  readonly key: string;
  readonly startSec: number;
  readonly endSec: number;
  readonly numColumns: number;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** How codes become colours and rows. */
export interface TileLook {
  readonly scale: ScaleName;
  readonly colours: ColourMap;
  /** Decibels of the darkest and the brightest colour. */
  readonly minDb: number;
  readonly maxDb: number;
  /** dB of code 0, and of a step. */
  readonly codeDb: number;
  readonly stepDb: number;
  /** Bands of a column, and the centres, Hz, of those that are shown. */
  readonly numBands: number;
  readonly centresHz: Float32Array;
}

/** What the page tells the worker that draws. */
export type ToTiles =
  /** A picture to draw on from now on. */
  | { readonly kind: 'canvas'; readonly pane: Pane; readonly canvas: OffscreenCanvas }
  /** Device pixels of both pictures. */
  | { readonly kind: 'size'; readonly width: number; readonly height: number }
  /** Tiles that were not sent before, and the keys of all that are still wanted. */
  | { readonly kind: 'tiles'; readonly added: readonly TileData[]; readonly keep: readonly string[] }
  | { readonly kind: 'look'; readonly look: TileLook }
  | { readonly kind: 'view'; readonly startSec: number; readonly endSec: number };
