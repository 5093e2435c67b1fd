import { describe, expect, it } from 'vitest';
import { DEFAULT_RENDER_SETTINGS } from '../base/settings';
import { decodePresets, encodePresets } from './preset-records';

const PRESETS = [{ name: 'Field trip "1"', settings: { ...DEFAULT_RENDER_SETTINGS, tilt: 0.25, keepBreaths: true } }];

describe('saved presets', () => {
  it('come back as they were written', () => {
    expect(decodePresets(encodePresets(PRESETS))).toEqual(PRESETS);
    expect(decodePresets(null)).toEqual([]);
  });

  it.each([
    ['text that is no JSON', '{'],
    ['a number', '7'],
    ['another shape', '{"version":1,"presets":{}}'],
    ['a preset without a name', JSON.stringify({ version: 1, presets: [{ name: '', settings: DEFAULT_RENDER_SETTINGS }] })],
    [
      'settings out of range',
      JSON.stringify({ version: 1, presets: [{ name: 'a', settings: { ...DEFAULT_RENDER_SETTINGS, strength: 9 } }] }),
    ],
  ])('with %s are refused', (_, text) => {
    expect(() => decodePresets(text)).toThrow(expect.objectContaining({ code: 'storage/corrupt' }));
  });

  it('of a later version are refused as such', () => {
    expect(() => decodePresets('{"version":2,"presets":[]}')).toThrow(expect.objectContaining({ code: 'storage/version' }));
  });
});
