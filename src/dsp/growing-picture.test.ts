import { expect, it } from 'vitest';
import { DEFAULT_RENDER_SETTINGS } from '../base/settings';
import { NUM_BANDS } from './constants';
import { loadFft } from './fft';
import { GrowingPicture } from './growing-picture';
import { Recording } from './recording';

const { signal } = new AbortController();

function noise(length: number): Float32Array {
  let state = 7;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 31 - 1) * 0.3;
  });
}

it.each([
  ['a column for each frame', 0, 1, 0, 'mel'],
  ['many frames a column', 0, 0.11, 0, 'mel'],
  ['a part, close', 60, 3, 0, 'mel'],
  ['frames that hear what comes', 0, 1, 160, 'mel'],
  ['many frames a column, from bins', 0, 0.11, 0, 'linear'],
  ['frames that hear what comes, from bins', 0, 1, 160, 'log'],
] as const)('a picture that grows is the one drawn at once: %s', async (_, startFrame, columnsPerFrame, onsetMs, scale) => {
  const samples = noise(48_000 * 5);
  const recording = new Recording(
    await loadFft(),
    async (_s, start, count) => [samples.slice(start, start + count)],
    48_000,
    samples.length,
  );
  const settings = { ...DEFAULT_RENDER_SETTINGS, maxReductionDb: 30, onsetMs };
  const { numFrames } = recording;
  const range = { startFrame, endFrame: numFrames, numColumns: Math.floor((numFrames - startFrame) * columnsPerFrame) };
  const [growing, frames] = [new GrowingPicture(recording), recording.frames()];
  const gains = Float32Array.from({ length: numFrames * NUM_BANDS }, (__, i) => 0.5 + 0.5 * Math.sin(i / 99));
  for (let at = 0; at < numFrames; at += 64) {
    await frames.features(signal, at, Math.min(80, numFrames - at));
    recording.gains.append(gains.subarray(at * NUM_BANDS, (at + 64) * NUM_BANDS));
    const grown = await growing.paint(signal, scale, settings, range);
    const whole = await new GrowingPicture(recording).paint(signal, scale, settings, range);
    expect(grown).toEqual(whole);
  }
});
