import type { ColourMap } from '../base/look';

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
  readonly colours: ColourMap;
  /** Decibels of the darkest and the brightest colour. */
  readonly minDb: number;
  readonly maxDb: number;
  /** dB of code 0, and of a step. */
  readonly codeDb: number;
  readonly stepDb: number;
  /** Rows of a column, and how many of them are shown, from the lowest. */
  readonly numBands: number;
  readonly numShown: number;
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
