import { expect, it } from 'vitest';
import { DEFAULT_RENDER_SETTINGS } from '../base/settings';
import { loadFft } from '../dsp/fft';
import { Recording } from '../dsp/recording';
import { peaksOf } from './peaks';

const { signal } = new AbortController();

function noise(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

it.each([
  [8000, 20_011, 997],
  [8000, 20_011, 20_011],
  [44_100, 100_001, 3],
])('peaks at %i Hz of %i samples in %i columns are the extremes of each column, over both channels', async (rateHz, length, numColumns) => {
  const channels = [noise(length, 1), noise(length, 2)];
  const read = async (_: AbortSignal, start: number, count: number) => channels.map((channel) => channel.slice(start, start + count));
  const recording = new Recording(await loadFft(), read, rateHz, length);
  const { before } = await peaksOf(signal, recording, numColumns, { ...DEFAULT_RENDER_SETTINGS, strength: 0 }, () => undefined);
  const expected = new Float32Array(2 * numColumns);
  for (let i = 0; i < length; i++) {
    const at = 2 * Math.min(numColumns - 1, Math.floor((i / length) * numColumns));
    for (const channel of channels) {
      expected[at] = Math.min(expected[at]!, channel[i]!);
      expected[at + 1] = Math.max(expected[at + 1]!, channel[i]!);
    }
  }
  expect(before).toEqual(expected);
});
