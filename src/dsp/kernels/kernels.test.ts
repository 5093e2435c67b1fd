import { beforeAll, describe, expect, it } from 'vitest';
import { compileKernels, kernelsModule } from '../../../scripts/compile-kernels.mjs';
import { bandMatrix } from '../bands';
import { HOP_SAMPLES, NUM_BANDS, WINDOW_SAMPLES } from '../constants';
import { type FftLibrary, loadFft } from '../fft';
import { FrameAnalyser } from '../frame-analyser';
import { interpolate } from '../interpolate';
import { melMatrix, NUM_MEL_BANDS } from '../mel';
import { designPolyphase } from '../polyphase';
import { applySparse } from '../sparse';
import { PowerSpectrum } from '../spectrum';
import { Kernels } from './kernels';
import { KERNELS_WASM } from './kernels-wasm';

let library: FftLibrary;
beforeAll(async () => {
  library = await loadFft();
});

function noise(length: number, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

function worst(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i]!)), 0);
}

describe('kernels', () => {
  it('are what their source compiles to', async () => {
    expect(kernelsModule(await compileKernels())).toContain(KERNELS_WASM);
  });

  it('analyse frames as plain loops do', () => {
    const count = 5;
    const samples = noise((count - 1) * HOP_SAMPLES + WINDOW_SAMPLES);
    const analyser = new FrameAnalyser(library);
    const found = analyser.analyse(samples, count);
    analyser.dispose();
    const spectrum = new PowerSpectrum(library);
    const [bands, mel] = [new Float32Array(count * NUM_BANDS), new Float32Array(count * NUM_MEL_BANDS)];
    for (let i = 0; i < count; i++) {
      spectrum.compute(samples, i * HOP_SAMPLES);
      applySparse(bandMatrix(), spectrum.power, bands, i * NUM_BANDS);
      applySparse(melMatrix(), spectrum.power, mel, i * NUM_MEL_BANDS);
    }
    spectrum.dispose();
    const largest = bands.reduce((a, b) => Math.max(a, b));
    expect(worst(found.bands, bands)).toBeLessThan(1e-6 * largest);
    expect(worst(found.mel, mel)).toBeLessThan(1e-6 * largest);
  });

  it.each([
    [44_100, 48_000],
    [96_000, 48_000],
    [48_000, 16_000],
    [8000, 44_100],
  ])('interpolate from %i to %i Hz as plain loops do', (sourceRateHz, targetRateHz) => {
    const filter = designPolyphase({ sourceRateHz, targetRateHz, stopBandDb: 90, transition: 0.093, cutoff: 1 });
    const [start, count] = [12_345, 1001];
    const first = Math.floor((start * sourceRateHz) / targetRateHz) - filter.halfTaps - 3;
    const source = noise(Math.ceil((count * sourceRateHz) / targetRateHz) + 4 * filter.halfTaps);
    const [stretch, wanted] = [
      { source, first, rateHz: sourceRateHz },
      { start, count, rateHz: targetRateHz },
    ];
    expect(worst(interpolate(library.kernels, stretch, filter, wanted), interpolate(undefined, stretch, filter, wanted))).toBeLessThan(
      1e-6,
    );
  });

  it('find the largest magnitude of any number of samples', () => {
    for (const length of [0, 1, 3, 4, 9, 1000]) {
      const values = noise(length, length + 1);
      const found = library.kernels.with(length, 1, (desk) => library.kernels.run.magnitude(desk.copy(values).pointer, length));
      expect(found).toBe(values.reduce((most, v) => Math.max(most, Math.abs(v)), 0));
    }
  });

  it('widen a range by any number of samples', () => {
    for (const length of [0, 1, 3, 4, 9, 1000]) {
      const values = noise(length, length + 1);
      const found = library.kernels.with(length + 2, 2, (desk) => {
        const range = desk.floats(2);
        range.values.set([-0.01, 0.02]);
        library.kernels.run.widen(desk.copy(values).pointer, length, range.pointer);
        return [...range.values];
      });
      const expected = [
        values.reduce((least, v) => Math.min(least, v), Math.fround(-0.01)),
        values.reduce((most, v) => Math.max(most, v), Math.fround(0.02)),
      ];
      expect(found).toEqual(expected);
    }
  });

  it('refuse more blocks than were promised', async () => {
    const kernels = await Kernels.create();
    expect(() => kernels.with(8, 1, (desk) => [desk.floats(8), desk.floats(8)])).toThrow(/promised 8 elements/);
  });
});
