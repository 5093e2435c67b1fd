import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../base/random';
import { DEFAULT_RENDER_SETTINGS } from '../base/settings';
import type { Channels } from '../base/types';
import { NUM_BANDS } from '../dsp/constants';
import { type FftLibrary, loadFft } from '../dsp/fft';
import { Recording } from '../dsp/recording';
import { decodedSource } from '../media/decoded-source';
import { compareWithClean } from './figures';

const RATE = 48_000;
const { signal } = new AbortController();
let library: FftLibrary;

beforeAll(async () => {
  library = await loadFft();
});

const random = new Random(9);
/** Four seconds of noise in syllables: as good as speech to every one of these measures. */
const CLEAN = Float32Array.from({ length: 4 * RATE }, (_, i) => 0.1 * random.normal() * Math.max(0, Math.sin(i / 4000)));
const HISS = Float32Array.from({ length: 5 * RATE }, () => 0.03 * random.normal());

function source(...channels: Channels) {
  return decodedSource(channels, { label: 'test', sampleRateHz: RATE });
}

describe('a comparison with the clean recording', () => {
  it('finds it at another place and level, and gives the source the figures of its noise', async () => {
    const noisy = HISS.map((v, i) => v + 0.5 * (CLEAN[i - RATE / 2] ?? 0));
    const recording = new Recording(library, async (_s, start, count) => [noisy.slice(start, start + count)], RATE, noisy.length);
    const { before, after, seconds, offsetSec } = await compareWithClean(
      signal,
      library,
      recording,
      source(CLEAN),
      DEFAULT_RENDER_SETTINGS,
    );
    expect(offsetSec).toBeCloseTo(0.5, 4);
    expect(seconds).toBeCloseTo(4, 2);
    const energy = (x: Float32Array): number => x.reduce((sum, v) => sum + v * v, 0);
    const expected = 10 * Math.log10((0.25 * energy(CLEAN)) / energy(HISS.slice(0.5 * RATE, 4.5 * RATE)));
    expect(before.siSdrDb).toBeCloseTo(expected, 0);
    // No gain track yet: the result is the source.
    expect(after).toEqual(before);
  });

  it('gives a recording that is the clean one itself the best there is', async () => {
    const recording = new Recording(library, async (_s, start, count) => [CLEAN.slice(start, start + count)], RATE, CLEAN.length);
    recording.gains.append(new Float32Array(recording.numFrames * NUM_BANDS).fill(0.5));
    const { before, after } = await compareWithClean(signal, library, recording, source(CLEAN), DEFAULT_RENDER_SETTINGS);
    expect(before.stoi).toBeCloseTo(1, 5);
    expect(before.melMse).toBeLessThan(1e-3);
    expect(after.siSdrDb).toBeGreaterThan(60);
    // Half the level is 6 dB off wherever there is sound, and nothing where the spectrogram ends at -100 dB.
    expect(after.melMse).toBeGreaterThan(10);
    expect(after.melMse).toBeLessThan(36.3);
  });

  it('of something else is refused', async () => {
    const recording = new Recording(library, async (_s, start, count) => [HISS.slice(start, start + count)], RATE, HISS.length);
    await expect(compareWithClean(signal, library, recording, source(CLEAN), DEFAULT_RENDER_SETTINGS)).rejects.toMatchObject({
      code: 'finetune/pair',
    });
  });
});
