import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../base/errors';
import { dbRange } from '../commands/db-range';
import { ERROR_TEXT } from './error-text';
import { formatDb, formatDuration, formatSpeed } from './format';

describe('times', () => {
  it('read as people write them', () => {
    expect(formatDuration(0)).toBe('0:00');
    expect(formatDuration(65.3)).toBe('1:05');
    expect(formatDuration(3725.4)).toBe('1:02:05');
    expect(formatDuration(65.37, 1)).toBe('1:05.3');
    expect(formatDuration(59.99, 1)).toBe('0:59.9');
  });
});

describe('figures', () => {
  it('are rounded to what can be read at a glance', () => {
    expect(formatSpeed(0.84)).toBe('0.8 × real time');
    expect(formatSpeed(74.6)).toBe('75 × real time');
    expect(formatDb(-34.9)).toBe('−35');
    expect(formatDb(5)).toBe('5');
  });
});

describe('the dB range', () => {
  it('spans 80 dB below the loudest but 0.2 %', () => {
    const before = new Uint8Array(10_000).fill(100);
    before[0] = 255;
    const range = dbRange({ before, minDb: -100, stepDb: 0.5 });
    expect(range.maxDb - range.minDb).toBe(80);
    expect(range.maxDb).toBe(-50);
  });

  it('does not shrink while most of the recording is still to come', () => {
    const before = new Uint8Array(10_000);
    before.fill(100, 0, 300);
    expect(dbRange({ before, minDb: -100, stepDb: 0.5 }).maxDb).toBe(-50);
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
