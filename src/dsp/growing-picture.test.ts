import { expect, it } from 'vitest';
import { DEFAULT_RENDER_SETTINGS } from '../base/settings';
import { NUM_BANDS } from './constants';
import { loadFft } from './fft';
import { GrowingPicture } from './growing-picture';
import { MelPainter } from './mel-track';
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
  ['a column for each frame', 0, 1, 0],
  ['many frames a column', 0, 0.11, 0],
  ['a part, close', 60, 3, 0],
  ['frames that hear what comes', 0, 1, 160],
])('a picture that grows is the one drawn at once: %s', async (_, startFrame, columnsPerFrame, onsetMs) => {
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
  const [painter, growing, frames] = [new MelPainter(), new GrowingPicture(recording), recording.frames()];
  const gains = Float32Array.from({ length: numFrames * NUM_BANDS }, (__, i) => 0.5 + 0.5 * Math.sin(i / 99));
  for (let at = 0; at < numFrames; at += 64) {
    await frames.features(signal, at, Math.min(80, numFrames - at));
    recording.gains.append(gains.subarray(at * NUM_BANDS, (at + 64) * NUM_BANDS));
    const grown = growing.paint(painter, settings, range);
    const whole = painter.paint(recording.mel, recording.shaper(settings), range);
    expect(grown).toEqual(whole);
  }
});
