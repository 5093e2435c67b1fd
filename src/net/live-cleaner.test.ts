import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../base/random';
import { DEFAULT_RENDER_SETTINGS } from '../base/settings';
import { type FftLibrary, loadFft } from '../dsp/fft';
import { siSdrDb } from '../dsp/metrics';
import { Recording } from '../dsp/recording';
import { startBackend } from './backend';
import type { Backend } from './backend-parts';
import { denoise } from './denoise';
import { Generator } from './generator';
import { LIVE_BLOCK_SAMPLES, LiveCleaner } from './live-cleaner';
import { randomModel } from './random-model.test-support';

const { signal } = new AbortController();
const RATE = 48_000;
let backend: Backend;
let library: FftLibrary;
let generator: Generator;

beforeAll(async () => {
  library = await loadFft();
  backend = await startBackend('wasm', undefined);
  generator = new Generator(randomModel('test-causal'));
});
afterAll(() => {
  generator.dispose();
  backend.dispose();
});

const random = new Random(5);
const NOISY = Float32Array.from({ length: 3 * RATE }, (_, i) => 0.1 * random.normal() * (i % 30_000 < 12_000 ? 1 : 0.1));

async function live(samples: Float32Array): Promise<{ before: Float32Array; after: Float32Array; mostBehind: number }> {
  const cleaner = new LiveCleaner(library, generator);
  const [before, after]: [number[], number[]] = [[], []];
  let mostBehind = 0;
  for (let at = 0; at + LIVE_BLOCK_SAMPLES <= samples.length; at += LIVE_BLOCK_SAMPLES) {
    const sound = await cleaner.push(samples.slice(at, at + LIVE_BLOCK_SAMPLES));
    before.push(...(sound?.before ?? []));
    after.push(...(sound?.after ?? []));
    if (at > 0) mostBehind = Math.max(mostBehind, at + LIVE_BLOCK_SAMPLES - before.length);
  }
  cleaner.dispose();
  return { before: Float32Array.from(before), after: Float32Array.from(after), mostBehind };
}

describe('sound that is cleaned as it comes', () => {
  it('is the source itself before, sample by sample, and comes out as late as it says', async () => {
    const { before, after, mostBehind } = await live(NOISY);
    expect(before).toEqual(NOISY.slice(0, before.length));
    expect(after.length).toBe(before.length);
    expect(mostBehind).toBeLessThanOrEqual(LiveCleaner.latencySamples(generator) + LIVE_BLOCK_SAMPLES);
    expect(NOISY.length - before.length).toBeLessThan(0.1 * RATE);
  });

  it('is what a file of it would become', async () => {
    const recording = new Recording(library, async (_s, start, count) => [NOISY.slice(start, start + count)], RATE, NOISY.length);
    const frames = recording.frames();
    for await (const _ of denoise(signal, backend, generator, frames, recording.gains));
    const { after: whole } = await recording.render(signal, 0, NOISY.length, { ...DEFAULT_RENDER_SETTINGS, maxReductionDb: 40 });
    const { after } = await live(NOISY);
    // The start differs: a file is mirrored there. Gains of files are stored in steps of 0.25 dB.
    const from = 0.5 * RATE;
    expect(siSdrDb(whole[0]!.slice(from, after.length), after.slice(from))).toBeGreaterThan(35);
    expect(siSdrDb(NOISY.slice(from, after.length), after.slice(from))).toBeLessThan(35);
  });

  it('keeps silence, and is never louder than what came', async () => {
    const silence = await live(new Float32Array(RATE));
    expect(silence.after.every((v) => v === 0)).toBe(true);
    const { after } = await live(NOISY);
    const peakOf = (x: Float32Array): number => x.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
    expect(peakOf(after)).toBeLessThanOrEqual(peakOf(NOISY));
  });
});
