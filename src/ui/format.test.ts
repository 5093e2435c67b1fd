import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../base/errors';
import { dbRange } from './db-range';
import { ERROR_TEXT } from './error-text';
import { formatDuration, placeOfHz, timeTicks } from './format';
import { magmaTable } from './magma';

describe('times', () => {
  it('read as people write them', () => {
    expect(formatDuration(0)).toBe('0:00');
    expect(formatDuration(65.3)).toBe('1:05');
    expect(formatDuration(3725.4)).toBe('1:02:05');
    expect(formatDuration(65.37, true)).toBe('1:05.3');
    expect(formatDuration(59.99, true)).toBe('0:59.9');
  });

  it('get ticks at round steps that stay within the recording', () => {
    for (const end of [0.02, 1, 8, 61, 600, 10_800]) {
      const ticks = timeTicks(end, 9);
      expect(ticks.length).toBeLessThanOrEqual(10);
      expect(ticks.at(-1)).toBeLessThanOrEqual(end + 1e-6);
    }
    expect(timeTicks(8, 9)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe('the frequency axis', () => {
  it('puts a band at the middle of its row', () => {
    const centres = Float32Array.of(100, 200, 400, 800);
    expect(placeOfHz(200, centres)).toBeCloseTo(1.5 / 4);
    expect(placeOfHz(300, centres)).toBeCloseTo(2 / 4);
    expect(placeOfHz(9000, centres)).toBe(1);
  });
});

describe('the dB range', () => {
  it('spans 80 dB below the loudest but 0.2 %', () => {
    const before = new Uint8Array(10_000).fill(100);
    before[0] = 255;
    const range = dbRange({
      before,
      after: before,
      numColumns: 100,
      numBands: 100,
      minDb: -100,
      stepDb: 0.5,
      centresHz: new Float32Array(100),
    });
    expect(range.maxDb - range.minDb).toBe(80);
    expect(range.maxDb).toBe(-45);
  });
});

describe('the colours', () => {
  it('grow brighter from dark to light', () => {
    const table = magmaTable();
    const brightness = Array.from(
      { length: 256 },
      (_, i) => 0.3 * (table[i * 4] ?? 0) + 0.59 * (table[i * 4 + 1] ?? 0) + 0.11 * (table[i * 4 + 2] ?? 0),
    );
    for (let i = 8; i < 256; i += 8) expect(brightness[i]).toBeGreaterThan(brightness[i - 8] ?? 0);
  });
});

describe('errors', () => {
  it('all have a title and an advice', () => {
    for (const code of Object.keys(ERROR_CODES) as (keyof typeof ERROR_CODES)[]) {
      expect(ERROR_TEXT[code].title.length).toBeGreaterThan(10);
      expect(ERROR_TEXT[code].advice.length).toBeGreaterThan(10);
    }
  });
});
