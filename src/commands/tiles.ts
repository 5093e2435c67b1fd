import type { RenderSettings } from '../base/settings';
import type { Spectrograms } from '../base/types';
import type { SpectrogramTile, TimeRange } from '../store/app-state';

/** Columns of a tile. */
export const TILE_COLUMNS = 256;
const FRAME_SEC = 0.016;
/** Tiles that are kept, the latest used. */
const MAX_TILE_BYTES = 12e6;

/** What a tile was drawn from; another one makes it stale. */
export interface TileOrigin {
  readonly settings: RenderSettings;
  readonly work: object;
}

/** A run of tiles, [first, end), of one level: each column holds 2^level frames. */
export interface TileRun {
  readonly level: number;
  readonly first: number;
  readonly end: number;
}

export function tileSec(level: number): number {
  return TILE_COLUMNS * FRAME_SEC * 2 ** level;
}

function keyOf(level: number, index: number): string {
  return `${level}/${index}`;
}

/** The tiles that show a stretch with about a column for each of `numColumns` pixels: 0.7 to 1.4 of them. */
export function runFor({ startSec, endSec }: TimeRange, numColumns: number): TileRun {
  const level = Math.max(0, Math.round(Math.log2((endSec - startSec) / numColumns / FRAME_SEC)));
  const length = tileSec(level);
  return { level, first: Math.floor(startSec / length + 1e-9), end: Math.max(1, Math.ceil(endSec / length - 1e-9)) };
}

/** The part of a run that is not there or is stale, from the first such tile to the last; undefined where all are fresh. */
export function missing(run: TileRun, tiles: readonly SpectrogramTile[], origin: TileOrigin): TileRun | undefined {
  const fresh = new Set(tiles.filter((tile) => tile.settings === origin.settings && tile.work === origin.work).map(({ key }) => key));
  const wanted = Array.from({ length: run.end - run.first }, (_, i) => run.first + i).filter((i) => !fresh.has(keyOf(run.level, i)));
  const [first] = wanted;
  const last = wanted.at(-1);
  return first === undefined || last === undefined ? undefined : { level: run.level, first, end: last + 1 };
}

/** Cuts what was drawn for a run into its tiles. */
export function cutTiles(run: TileRun, { before, after, numBands }: Spectrograms, origin: TileOrigin): SpectrogramTile[] {
  const length = tileSec(run.level);
  const size = TILE_COLUMNS * numBands;
  return Array.from({ length: run.end - run.first }, (_, i) => ({
    key: keyOf(run.level, run.first + i),
    startSec: (run.first + i) * length,
    endSec: (run.first + i + 1) * length,
    numColumns: TILE_COLUMNS,
    before: before.slice(i * size, (i + 1) * size),
    after: after.slice(i * size, (i + 1) * size),
    ...origin,
  }));
}

/** Tiles with later ones put in the place of former ones, the latest last; the oldest are dropped. */
export function withTiles(tiles: readonly SpectrogramTile[], later: readonly SpectrogramTile[]): SpectrogramTile[] {
  const keys = new Set(later.map(({ key }) => key));
  const [any] = later;
  const mostTiles = Math.max(later.length, Math.floor(MAX_TILE_BYTES / (any ? any.before.length + any.after.length : 1)));
  return [...tiles.filter(({ key }) => !keys.has(key)), ...later].slice(-mostTiles);
}
