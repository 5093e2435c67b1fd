import { describe, expect, it } from 'vitest';
import { COLOUR_MAPS, FREQUENCY_SCALES } from '../base/look';
import { melCentresHz } from '../dsp/mel';
import { scaleRows } from '../dsp/scale-rows';
import { colourTable } from './colour-maps';
import { frequencyScale } from './frequency-scale';
import { coloursOfCodes } from './tile-board';

const CENTRES = {
  mel: melCentresHz(),
  log: scaleRows('log', 48_000).centresHz,
  linear: scaleRows('linear', 48_000).centresHz,
} as const;

describe('frequency scales', () => {
  it.each(FREQUENCY_SCALES)('%s: places and frequencies are each other’s inverse and rise', (name) => {
    const scale = frequencyScale(name, CENTRES[name]);
    let last = Number.NEGATIVE_INFINITY;
    for (const place of [0.01, 0.2, 0.5, 0.77, 1]) {
      expect(scale.placeOf(scale.hzAt(place))).toBeCloseTo(place, 6);
      expect(scale.hzAt(place)).toBeGreaterThan(last);
      last = scale.hzAt(place);
    }
  });

  it.each(FREQUENCY_SCALES)('%s: each row lies at its own frequency', (name) => {
    const { rowAt, placeOf } = frequencyScale(name, CENTRES[name]);
    for (const row of [0, 10, 60, 90]) {
      const hz = CENTRES[name][row] ?? 0;
      expect(rowAt(hz)).toBe(row);
      expect(placeOf(hz)).toBeCloseTo((row + 0.5) / CENTRES[name].length, 4);
    }
  });
});

describe('colour maps', () => {
  it.each(COLOUR_MAPS)('%s grows brighter from dark to light', (map) => {
    const table = colourTable(map);
    const brightness = Array.from(
      { length: 256 },
      (_, i) => 0.3 * (table[i * 4] ?? 0) + 0.59 * (table[i * 4 + 1] ?? 0) + 0.11 * (table[i * 4 + 2] ?? 0),
    );
    for (let i = 8; i < 256; i += 8) expect(brightness[i]).toBeGreaterThan(brightness[i - 8] ?? 0);
  });

  it('are darkest at the floor and brightest at the ceiling', () => {
    const look = {
      colours: 'grey',
      minDb: -50,
      maxDb: 0,
      codeDb: -100,
      stepDb: 0.5,
      numBands: 96,
      numShown: 96,
    } as const;
    const grey = [...coloursOfCodes(look)].map((pixel) => pixel & 255);
    expect([grey[0], grey[100], grey[150], grey[200], grey[255]]).toEqual([0, 0, 128, 255, 255]);
  });
});
