import { describe, expect, it } from 'vitest';
import { NO_PICTURES, type PeakPair } from '../store/app-state';
import { fullScaleOf, resampleColumns, viewPeaks } from './view-peaks';

/** Column i reaches from -i to i. */
function ramp(numColumns: number): Float32Array {
  return Float32Array.from({ length: 2 * numColumns }, (_, at) => (at % 2 === 0 ? -1 : 1) * Math.floor(at / 2));
}

function pair(startSec: number, endSec: number, before: Float32Array): PeakPair {
  return { startSec, endSec, before, after: before };
}

describe('columns of a waveform', () => {
  it('stay as they are at their own count', () => {
    expect(resampleColumns(ramp(8), 0, 8, 8)).toEqual(ramp(8));
  });

  it('keep the extremes of all that they cover', () => {
    expect([...resampleColumns(ramp(8), 0, 8, 2)]).toEqual([-3, 3, -7, 7]);
    expect([...resampleColumns(ramp(8), 2, 4, 1)]).toEqual([-3, 3]);
  });

  it('repeat where there are fewer than are drawn', () => {
    expect([...resampleColumns(ramp(4), 1, 3, 4)]).toEqual([-1, 1, -1, 1, -2, 2, -2, 2]);
  });
});

describe('the waveform of a stretch', () => {
  const overview = pair(0, 8, ramp(8));

  it('is cut out of the overview', () => {
    const shown = viewPeaks({ ...NO_PICTURES, overview }, { startSec: 2, endSec: 6 });
    expect([...(shown?.before ?? [])]).toEqual([-2, 2, -3, 3, -4, 4, -5, 5]);
  });

  it('comes from the detail where that covers it, and only there', () => {
    const detail = pair(2, 4, Float32Array.of(-0.5, 0.5, -0.25, 0.25));
    const pictures = { ...NO_PICTURES, overview, detail };
    expect([...(viewPeaks(pictures, { startSec: 2, endSec: 4 })?.before ?? [])]).toEqual([-0.5, 0.5, -0.25, 0.25]);
    expect([...(viewPeaks(pictures, { startSec: 3, endSec: 5 })?.before ?? [])]).toEqual([-3, 3, -4, 4]);
  });

  it('is missing until there is one', () => {
    expect(viewPeaks(NO_PICTURES, { startSec: 0, endSec: 1 })).toBeUndefined();
    expect(fullScaleOf(NO_PICTURES)).toBe(1);
    expect(fullScaleOf({ ...NO_PICTURES, overview })).toBeCloseTo(7 * 1.05);
  });
});
