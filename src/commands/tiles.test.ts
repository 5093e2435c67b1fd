import { describe, expect, it } from 'vitest';
import { DEFAULT_RENDER_SETTINGS } from '../base/settings';
import { cutTiles, missing, runFor, tileSec, withTiles } from './tiles';

const ORIGIN = { settings: DEFAULT_RENDER_SETTINGS, work: {} };
const META = { scale: 'mel', minDb: -100, stepDb: 0.5, centresHz: Float32Array.of(1, 2) } as const;

/** What an engine draws of a run, each column numbered. */
function drawn(count: number, numBands = 2) {
  const numColumns = 256 * count;
  const before = Uint8Array.from({ length: numBands * numColumns }, (_, i) => Math.floor(i / (256 * numBands)));
  return { ...META, numBands, numColumns, before, after: before };
}

describe('tiles', () => {
  it('cover what is on screen with about as many columns as pixels', () => {
    for (const [startSec, endSec] of [
      [0, 3600],
      [100, 160],
      [3590, 3600],
      [5, 5.3],
    ] as const) {
      const run = runFor({ startSec, endSec }, 1000);
      const length = tileSec(run.level);
      expect(run.first * length).toBeLessThanOrEqual(startSec);
      expect(run.end * length).toBeGreaterThanOrEqual(endSec);
      const columns = ((endSec - startSec) / length) * 256;
      if (run.level > 0) expect(columns).toBeGreaterThan(700);
      expect(columns).toBeLessThan(1420);
    }
  });

  it('are asked for only where they are missing or stale', () => {
    const run = { level: 2, first: 3, end: 7 };
    const tiles = cutTiles(run, drawn(4), ORIGIN);
    expect(tiles.map(({ before }) => before[0])).toEqual([0, 1, 2, 3]);
    expect(missing(run, tiles, ORIGIN)).toBeUndefined();
    expect(missing({ ...run, end: 9 }, tiles, ORIGIN)).toEqual({ level: 2, first: 7, end: 9 });
    expect(missing({ ...run, level: 3 }, tiles, ORIGIN)).toEqual({ ...run, level: 3 });
    expect(missing(run, tiles, { ...ORIGIN, settings: { ...DEFAULT_RENDER_SETTINGS } })).toEqual(run);
    expect(missing(run, tiles, { ...ORIGIN, work: {} })).toEqual(run);
  });

  it('take the place of former ones, and are not kept for ever', () => {
    const run = { level: 0, first: 0, end: 2 };
    const former = cutTiles(run, drawn(2), ORIGIN);
    const later = cutTiles({ ...run, first: 1 }, drawn(1), ORIGIN);
    expect(withTiles(former, later)).toEqual([former[0], later[0]]);
    const many = cutTiles({ level: 0, first: 0, end: 300 }, drawn(300, 96), ORIGIN);
    const kept = withTiles(many, cutTiles({ level: 0, first: 400, end: 401 }, drawn(1, 96), ORIGIN));
    expect(kept.reduce((sum, { before, after }) => sum + before.length + after.length, 0)).toBeLessThanOrEqual(12e6);
    expect(kept.length).toBe(244);
  });
});
