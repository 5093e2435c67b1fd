import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LimpidError } from '../base/errors';
import type { BackendName } from '../base/types';
import { NUM_BANDS } from '../dsp/constants';
import { type FftLibrary, loadFft } from '../dsp/fft';
import { Recording } from '../dsp/recording';
import { ARCHITECTURES, framesBefore, framesBehind, multiplyAddsPerSec } from './architecture';
import { startBackend } from './backend';
import type { Backend } from './backend-parts';
import { denoise } from './denoise';
import { Generator } from './generator';
import { randomModel } from './random-model.test-support';
import { referenceGains, selfTestFeatures } from './reference-generator';

const never = new AbortController().signal;

function worstDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((max, v, i) => Math.max(max, Math.abs(v - b[i]!)), 0);
}

/** Speech-like: bursts of noise over quieter noise. */
function burstyNoise(length: number): Float32Array {
  let state = 3;
  return Float32Array.from({ length }, (_, i) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32 - 0.5) * (i % 30_000 < 12_000 ? 0.5 : 0.05);
  });
}

describe.each<[BackendName, string]>([
  ['wasm', 'test'],
  ['cpu', 'test'],
  ['wasm', 'test-causal'],
])('generator on %s, architecture %s', (name, architecture) => {
  let backend: Backend;
  let library: FftLibrary;
  let generator: Generator;

  beforeAll(async () => {
    library = await loadFft();
    backend = await startBackend(name, undefined);
    generator = new Generator(randomModel(architecture));
  });

  afterAll(() => generator.dispose());

  it('agrees with plain arithmetic within 1e-5', async () => {
    const features = selfTestFeatures(50);
    expect(worstDifference(await generator.run(features), referenceGains(generator.model, features))).toBeLessThan(1e-5);
  });

  it('frees every tensor but its weights', async () => {
    await generator.run(selfTestFeatures(20));
    const before = memory().numTensors;
    for (let i = 0; i < 10; i++) await generator.run(selfTestFeatures(20));
    expect(memory().numTensors).toBe(before);
    const other = new Generator(randomModel('test', 2));
    other.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('refuses to run on wrong numbers', async () => {
    const broken = new Generator(randomModel('test'));
    Object.defineProperty(broken, 'model', { value: randomModel('test', 2) });
    await expect(broken.selfTest()).rejects.toMatchObject({ code: 'backend/self-test' });
    broken.dispose();
  });

  it('gives the same gains chunk by chunk as at once, to 1e-5', async () => {
    const samples = burstyNoise(6 * 48_000);
    const make = (): Recording =>
      new Recording(library, async (_s, start, count) => [samples.slice(start, start + count)], 48_000, samples.length);
    const whole = make();
    const { framesBefore: before, framesBehind: behind } = generator;
    const { causal } = generator.model.architecture;
    const features = await whole.frames().features(never, -before, before + whole.numFrames + behind, causal);
    const gains = await generator.run(features);
    const expected = gains.slice(before * NUM_BANDS, (before + whole.numFrames) * NUM_BANDS);
    const found: number[] = [];
    const chunked = make();
    const spy = { append: chunked.gains.append.bind(chunked.gains) };
    chunked.gains.append = (piece) => {
      found.push(...piece);
      spy.append(piece);
    };
    for await (const _ of denoise(never, { ...backend, maxChunkFrames: 64 }, generator, chunked.frames(), chunked.gains));
    expect(chunked.gains.numDone).toBe(chunked.numFrames);
    expect(worstDifference(Float32Array.from(found.slice(0, expected.length)), expected)).toBeLessThan(1e-5);
  });

  it('keeps nothing of a chunk during which the device reported an error', async () => {
    const recording = new Recording(library, async (_s, start, count) => [burstyNoise(48_000).slice(start, start + count)], 48_000, 48_000);
    const failing: Backend = {
      ...backend,
      check() {
        throw new LimpidError('backend/gpu-error', 'out of bounds');
      },
    };
    await expect(denoise(never, failing, generator, recording.frames(), recording.gains).next()).rejects.toMatchObject({
      code: 'backend/gpu-error',
    });
    expect(recording.gains.numDone).toBe(0);
    expect(recording.gains.codes.every((code) => code === 0)).toBe(true);
  });

  it('goes on from the last finished chunk after a cancel', async () => {
    const samples = burstyNoise(5 * 48_000);
    const make = (): Recording =>
      new Recording(library, async (_s, start, count) => [samples.slice(start, start + count)], 48_000, samples.length);
    const small = { ...backend, maxChunkFrames: 64 };
    const straight = make();
    for await (const _ of denoise(never, small, generator, straight.frames(), straight.gains));
    const resumed = make();
    const controller = new AbortController();
    await expect(
      (async () => {
        for await (const numDone of denoise(controller.signal, small, generator, resumed.frames(), resumed.gains))
          if (numDone >= 128) controller.abort();
      })(),
    ).rejects.toMatchObject({ name: 'AbortError' });
    expect(resumed.gains.numDone).toBe(128);
    for await (const _ of denoise(never, small, generator, resumed.frames(), resumed.gains));
    expect(resumed.gains.codes).toEqual(straight.gains.codes);
  });
});

describe('architectures', () => {
  it.each(['test', 'test-causal'])('depend on exactly their context: %s', (name) => {
    const model = randomModel(name);
    const features = selfTestFeatures(40);
    const plain = referenceGains(model, features);
    const changed = features.slice();
    changed.fill(2, 20 * NUM_BANDS, 21 * NUM_BANDS);
    const after = referenceGains(model, changed);
    const touched = Array.from({ length: 40 }, (_, t) => t).filter(
      (t) => worstDifference(plain.slice(t * NUM_BANDS, (t + 1) * NUM_BANDS), after.slice(t * NUM_BANDS, (t + 1) * NUM_BANDS)) > 0,
    );
    expect(touched[0]).toBe(20 - framesBehind(model.architecture));
    expect(touched.at(-1)).toBe(20 + framesBefore(model.architecture));
  });

  it('look at most two frames ahead where they are to follow a microphone', () => {
    expect(ARCHITECTURES.filter(({ causal }) => causal).map((a) => framesBehind(a))).toEqual([1, 1]);
  });

  it('cost what they promise', () => {
    const cost = Object.fromEntries(ARCHITECTURES.map((a) => [a.name, multiplyAddsPerSec(a) / 1e6]));
    expect(cost['nano']).toBeLessThan(25);
    expect(cost['small']).toBeLessThan(110);
    expect(cost['base']).toBeLessThan(440);
  });
});
