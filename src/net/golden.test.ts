import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it } from 'vitest';
import type { BackendName } from '../base/types';
import { NUM_BANDS } from '../dsp/constants';
import { startBackend } from './backend';
import { Generator } from './generator';
import { type Model, parseModel } from './model';
import { parseSafetensors } from './safetensors';

/** The bound that the model cards promise: TypeScript = PyTorch. */
const TOLERANCE = 1e-4;
const MODELS = [
  ['test', 'fixtures/model-test.safetensors'],
  ['small', 'models/small/model.safetensors'],
] as const;

const dispose: (() => void)[] = [];
afterEach(() => {
  for (const end of dispose.splice(0)) end();
});

function read(path: string): Uint8Array {
  return new Uint8Array(readFileSync(path));
}

function golden(name: string): { features: Float32Array; gains: Float32Array } {
  const { tensors } = parseSafetensors(read(`fixtures/generator-${name}.safetensors`));
  const [features, gains] = [tensors.get('features')?.values, tensors.get('gains')?.values];
  if (!features || !gains) throw new Error('incomplete golden vector');
  return { features, gains };
}

function worst(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((max, v, i) => Math.max(max, Math.abs(v - b[i]!)), 0);
}

describe.each<BackendName>(['wasm', 'cpu'])('on %s', (backend) => {
  it.each(MODELS)('the model %s gives the gains that PyTorch gives', async (name, path) => {
    await startBackend(backend, undefined);
    const generator = new Generator(await parseModel(read(path)));
    dispose.push(() => generator.dispose());
    await generator.selfTest();
    const { features, gains } = golden(name);
    expect(worst(await generator.run(features), gains)).toBeLessThan(TOLERANCE);
  });
});

/** The same network as a plain tfjs layers model, written from the paper drawing rather than from our code. */
function layersModel({ architecture: { width, dilations }, weights }: Model): tf.LayersModel {
  const conv = (name: string, filters: number, kernelSize: number, dilationRate = 1) => {
    const layer = tf.layers.conv1d({ name: name.replaceAll('.', '-'), filters, kernelSize, dilationRate, padding: 'same' });
    return { layer, name };
  };
  const made: ReturnType<typeof conv>[] = [];
  const apply = (x: tf.SymbolicTensor, ...args: Parameters<typeof conv>): tf.SymbolicTensor => {
    const one = conv(...args);
    made.push(one);
    return one.layer.apply(x) as tf.SymbolicTensor;
  };
  const relu = (x: tf.SymbolicTensor) => tf.layers.activation({ activation: 'relu' }).apply(x) as tf.SymbolicTensor;
  const add = (a: tf.SymbolicTensor, b: tf.SymbolicTensor) => tf.layers.add().apply([a, b]) as tf.SymbolicTensor;
  const input = tf.input({ shape: [null, NUM_BANDS] });
  let h = relu(apply(input, 'encode', width, 3));
  for (const [i, d] of dilations.entries())
    h = add(h, apply(relu(apply(h, `blocks.${i}.dilated`, width, 3, d)), `blocks.${i}.mix`, width, 1));
  const hidden = relu(add(apply(h, 'code', width, 1), apply(input, 'skip', width, 1)));
  const gains = tf.layers.activation({ activation: 'sigmoid' }).apply(apply(hidden, 'gains', NUM_BANDS, 1)) as tf.SymbolicTensor;
  const model = tf.model({ inputs: input, outputs: gains });
  for (const { layer, name } of made) {
    const weight = weights.get(`${name}.weight`);
    const bias = weights.get(`${name}.bias`);
    if (!weight || !bias) throw new Error(name);
    layer.setWeights([tf.transpose(tf.tensor(weight.values, [...weight.shape]), [2, 1, 0]), tf.tensor(bias.values)]);
  }
  return model;
}

it('a plain tfjs layers model with the same weights gives the same gains', async () => {
  await startBackend('cpu', undefined);
  const model = await parseModel(read('fixtures/model-test.safetensors'));
  const { features, gains } = golden('test');
  const out = layersModel(model).predict(tf.tensor(features, [1, features.length / NUM_BANDS, NUM_BANDS])) as tf.Tensor;
  expect(worst((await out.data()) as Float32Array, gains)).toBeLessThan(TOLERANCE);
});
