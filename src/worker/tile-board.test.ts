import { describe, expect, it } from 'vitest';
import { COLOUR_MAPS, FREQUENCY_SCALES } from '../base/look';
import { melCentresHz } from '../dsp/mel';
import { colourTable } from './colour-maps';
import { bandAt, frequencyScale } from './frequency-scale';
import { coloursOfCodes, rowsOf } from './tile-board';

const CENTRES = melCentresHz();

describe('frequency scales', () => {
  it.each(FREQUENCY_SCALES)('%s: places and frequencies are each other’s inverse and rise', (name) => {
    const scale = frequencyScale(name, CENTRES);
    let last = Number.NEGATIVE_INFINITY;
    for (const place of [0.01, 0.2, 0.5, 0.77, 1]) {
      expect(scale.placeOf(scale.hzAt(place))).toBeCloseTo(place, 6);
      expect(scale.hzAt(place)).toBeGreaterThan(last);
      last = scale.hzAt(place);
    }
  });

  it('mel has a band a row, in their order', () => {
    const { lower, part } = rowsOf({ scale: 'mel', centresHz: CENTRES });
    expect([...lower]).toEqual(Array.from(CENTRES, (_, m) => CENTRES.length - 1 - m));
    expect(part.every((share) => share === 0)).toBe(true);
  });

  it.each(['log', 'linear'] as const)('%s rows show the band at their frequency', (name) => {
    const { lower, part } = rowsOf({ scale: name, centresHz: CENTRES });
    const { hzAt } = frequencyScale(name, CENTRES);
    for (const row of [0, 60, 128, 250]) {
      const band = (lower[row] ?? 0) + (part[row] ?? 0);
      expect(band).toBeCloseTo(bandAt(hzAt(1 - (row + 0.5) / lower.length), CENTRES), 4);
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
      scale: 'mel',
      colours: 'grey',
      minDb: -50,
      maxDb: 0,
      codeDb: -100,
      stepDb: 0.5,
      numBands: 96,
      centresHz: CENTRES,
    } as const;
    const grey = [...coloursOfCodes(look)].map((pixel) => pixel & 255);
    expect([grey[0], grey[100], grey[150], grey[200], grey[255]]).toEqual([0, 0, 128, 255, 255]);
  });
});
