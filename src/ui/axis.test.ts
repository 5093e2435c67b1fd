import { describe, expect, it } from 'vitest';
import { FREQUENCY_SCALES } from '../base/look';
import { frequencyScale } from '../worker/frequency-scale';
import { frequencyTicks, numAudibleBands, timeTicks } from './axis';

describe('the time axis', () => {
  it('has few ticks, at round times within the stretch', () => {
    for (const startSec of [0, 0.37, 59.9, 3599.5]) {
      for (const spanSec of [0.25, 1, 8, 61, 600, 10_800]) {
        const ticks = timeTicks({ startSec, endSec: startSec + spanSec }, 9);
        expect(ticks.length).toBeLessThanOrEqual(10);
        expect(ticks.length).toBeGreaterThan(0);
        for (const { sec } of ticks) {
          expect(sec).toBeGreaterThanOrEqual(startSec - 1e-6);
          expect(sec).toBeLessThanOrEqual(startSec + spanSec + 1e-6);
        }
        expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
      }
    }
  });

  it('counts seconds below a minute and clock time above', () => {
    expect(timeTicks({ startSec: 0, endSec: 4 }, 4).map(({ label }) => label)).toEqual(['0 s', '1 s', '2 s', '3 s', '4 s']);
    expect(timeTicks({ startSec: 61, endSec: 62 }, 2).map(({ label }) => label)).toEqual(['1:01.0', '1:01.5', '1:02.0']);
    expect(timeTicks({ startSec: 0, endSec: 7200 }, 3).map(({ label }) => label)).toEqual(['0:00', '1:00:00', '2:00:00']);
  });

  it('is empty for a recording without length', () => {
    expect(timeTicks({ startSec: 0, endSec: 0 }, 9)).toEqual([]);
  });
});

describe('the frequency axis', () => {
  const centres = Float32Array.of(100, 200, 400, 800);

  it('names what the picture shows, rising from bottom to top', () => {
    const many = Float32Array.from({ length: 96 }, (_, m) => 700 * (10 ** (((m + 1) * 40) / 2595) - 1));
    for (const name of FREQUENCY_SCALES) {
      const ticks = frequencyTicks(frequencyScale(name, many));
      expect(ticks.at(-1)?.label).toBe('16');
      for (const [i, { place }] of ticks.entries()) expect(place).toBeGreaterThan(ticks[i - 1]?.place ?? 0);
    }
    expect(frequencyTicks(frequencyScale('mel', many)).map(({ label }) => label)).toEqual(['0.2', '0.5', '1', '2', '4', '8', '16']);
  });

  it('ends where the recording has no more sound', () => {
    expect(numAudibleBands(centres, 48_000)).toBe(4);
    expect(numAudibleBands(centres, 1000)).toBe(3);
    expect(numAudibleBands(centres, 100)).toBe(1);
  });
});
