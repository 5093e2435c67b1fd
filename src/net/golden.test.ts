import { existsSync, readdirSync, readFileSync } from 'node:fs';
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
const SHIPPED = readdirSync('models').filter((id) => existsSync(`models/${id}/model.safetensors`));
const MODELS = [
  ...['test', 'test-causal'].map((name) => [name, `fixtures/model-${name}.safetensors`] as const),
  ...SHIPPED.map((id) => [id, `models/${id}/model.safetensors`] as const),
];

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

/** The same network as a plain tfjs layers model, written from the drawing rather than from our code. Its inputs are features and the patches' places. */
function layersModel({ architecture: { channels, rank, dilations }, weights }: Model): tf.LayersModel {
  const made: { layer: tf.layers.Layer; name: string }[] = [];
  const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor, name?: string): tf.SymbolicTensor => {
    if (name !== undefined) made.push({ layer, name });
    return layer.apply(x) as tf.SymbolicTensor;
  };
  const conv = (x: tf.SymbolicTensor, name: string, filters: number, kernelSize: [number, number], dilation = 1): tf.SymbolicTensor =>
    apply(tf.layers.conv2d({ filters, kernelSize, dilationRate: [dilation, 1], padding: 'same' }), x, name);
  const dense = (x: tf.SymbolicTensor, name: string, units: number): tf.SymbolicTensor => apply(tf.layers.dense({ units }), x, name);
  const relu = (x: tf.SymbolicTensor): tf.SymbolicTensor => apply(tf.layers.activation({ activation: 'relu' }), x);
  const shaped = (x: tf.SymbolicTensor, ...targetShape: number[]): tf.SymbolicTensor => apply(tf.layers.reshape({ targetShape }), x);
  const add = (a: tf.SymbolicTensor, b: tf.SymbolicTensor) => tf.layers.add().apply([a, b]) as tf.SymbolicTensor;
  const frames = 60;
  const input = tf.input({ shape: [frames, NUM_BANDS] });
  const place = tf.input({ shape: [frames, 16, channels] });
  const x = shaped(input, frames, 16, 8);
  let h = relu(add(conv(x, 'encode', channels, [3, 3]), place));
  for (const [i, d] of dilations.entries()) {
    h = add(h, conv(relu(conv(h, `blocks.${i}.dilated`, channels, [3, 1], d)), `blocks.${i}.mix`, channels, [1, 1]));
    const frame = shaped(h, frames, 16 * channels);
    h = shaped(add(frame, dense(relu(dense(frame, `blocks.${i}.down`, rank)), `blocks.${i}.up`, 16 * channels)), frames, 16, channels);
  }
  const hidden = relu(add(conv(h, 'code', channels, [1, 1]), conv(x, 'skip', channels, [3, 3])));
  const gains = shaped(apply(tf.layers.activation({ activation: 'sigmoid' }), conv(hidden, 'gains', 8, [1, 1])), frames, NUM_BANDS);
  const model = tf.model({ inputs: [input, place], outputs: gains });
  for (const { layer, name } of made) {
    const weight = weights.get(`${name}.weight`);
    const bias = weights.get(`${name}.bias`);
    if (!weight || !bias) throw new Error(name);
    const order = weight.shape.length === 4 ? [2, 3, 1, 0] : [1, 0];
    layer.setWeights([tf.transpose(tf.tensor(weight.values, [...weight.shape]), order), tf.tensor(bias.values)]);
  }
  return model;
}

it('a plain tfjs layers model with the same weights gives the same gains', async () => {
  await startBackend('cpu', undefined);
  const model = await parseModel(read('fixtures/model-test.safetensors'));
  const { features, gains } = golden('test');
  const place = model.weights.get('place');
  if (!place) throw new Error('no place');
  const frames = features.length / NUM_BANDS;
  const places = tf.tile(tf.tensor(place.values, [1, 1, ...place.shape]), [1, frames, 1, 1]);
  const out = layersModel(model).predict([tf.tensor(features, [1, frames, NUM_BANDS]), places]) as tf.Tensor;
  expect(worst((await out.data()) as Float32Array, gains)).toBeLessThan(TOLERANCE);
});
