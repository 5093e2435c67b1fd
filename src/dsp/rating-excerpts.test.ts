import { beforeAll, describe, expect, it } from 'vitest';
import { DNSMOS_SAMPLES } from '../base/figures';
import { Random } from '../base/random';
import { NUM_BANDS } from './constants';
import { type FftLibrary, loadFft } from './fft';
import { excerptStarts, readExcerpt } from './rating-excerpts';
import { Recording } from './recording';

const RATE = 16_000;
const { signal } = new AbortController();
let library: FftLibrary;

beforeAll(async () => {
  library = await loadFft();
});

/** Noise of a level for each second, analysed, with a gain track that keeps all. */
async function recordingOf(levels: readonly number[], rate = RATE): Promise<Recording> {
  const random = new Random(3);
  const samples = Float32Array.from({ length: levels.length * rate }, (_, i) => (levels[Math.floor(i / rate)] ?? 0) * random.normal());
  const recording = new Recording(library, async (_s, start, count) => [samples.slice(start, start + count)], rate, samples.length);
  const frames = recording.frames();
  for (let frame = 0; frame < recording.numFrames; frame += 512)
    await frames.features(signal, frame, Math.min(512, recording.numFrames - frame));
  frames.dispose();
  recording.gains.append(new Float32Array(recording.numFrames * NUM_BANDS).fill(1));
  return recording;
}

describe('excerpts to be rated', () => {
  it('are the places with most sound, apart from each other, in order', async () => {
    const loud = (sec: number): boolean => (sec >= 20 && sec < 30) || (sec >= 45 && sec < 54);
    const recording = await recordingOf(Array.from({ length: 60 }, (_, sec) => (loud(sec) ? 0.1 : 0.0005)));
    const starts = await excerptStarts(signal, recording);
    expect(starts).toHaveLength(3);
    for (const [i, start] of starts.entries()) if (i > 0) expect(start - (starts[i - 1] ?? 0)).toBeGreaterThan(9);
    expect(starts.some((start) => start > 19.5 && start < 21.5)).toBe(true);
    expect(starts.some((start) => start > 43.5 && start < 46.5)).toBe(true);
  });

  it('are one of a short recording, which is repeated', async () => {
    const recording = await recordingOf([0.1, 0.1]);
    expect(await excerptStarts(signal, recording)).toEqual([0]);
    const read = async (_s: AbortSignal, start: number, count: number) => [Float32Array.from({ length: count }, (_, i) => start + i)];
    const excerpt = await readExcerpt(signal, read, recording, { startSec: 0, kernels: library.kernels });
    expect(excerpt).toHaveLength(DNSMOS_SAMPLES);
    expect(excerpt[2 * RATE + 7]).toBe(7);
  });

  it('come at 16 kHz whatever the source has', async () => {
    const tone = (hz: number, rate: number) => async (_s: AbortSignal, start: number, count: number) => [
      Float32Array.from({ length: count }, (_, i) => Math.sin((2 * Math.PI * hz * (start + i)) / rate)),
    ];
    const format = { sampleRateHz: 48_000, numSamples: 20 * 48_000 };
    const excerpt = await readExcerpt(signal, tone(440, 48_000), format, { startSec: 3, kernels: library.kernels });
    const [expected = new Float32Array(0)] = await tone(440, RATE)(signal, 3 * RATE, DNSMOS_SAMPLES);
    const worst = excerpt.reduce((max, v, i) => Math.max(max, Math.abs(v - (expected[i] ?? Number.NaN))), 0);
    expect(worst).toBeLessThan(1e-3);
  });
});
