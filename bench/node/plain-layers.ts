import * as tf from '@tensorflow/tfjs';
import { NUM_BANDS } from '../../src/dsp/constants';
import { type Architecture, NUM_PATCHES, PATCH_BANDS } from '../../src/net/architecture';

/** Units between features and channels with which two dense layers take as many multiply-adds as the convolution of 3 x 3. */
function endUnits(channels: number): number {
  return Math.round((9 * PATCH_BANDS * channels) / (PATCH_BANDS + channels));
}

/**
 * A plain layers model of the generator's size: each convolution is replaced by two dense layers with as many multiply-adds, since tfjs has no gradient for
 * dilated convolutions on any backend, and for none on wasm.
 */
export function plainLayersModel({ channels, rank, dilations, kernel }: Architecture, frames: number): tf.LayersModel {
  const dense = (x: tf.SymbolicTensor, units: number, activation?: 'relu' | 'sigmoid'): tf.SymbolicTensor =>
    tf.layers.dense({ units, ...(activation && { activation }) }).apply(x) as tf.SymbolicTensor;
  const shaped = (x: tf.SymbolicTensor, ...targetShape: number[]): tf.SymbolicTensor =>
    tf.layers.reshape({ targetShape }).apply(x) as tf.SymbolicTensor;
  const add = (a: tf.SymbolicTensor, b: tf.SymbolicTensor): tf.SymbolicTensor => tf.layers.add().apply([a, b]) as tf.SymbolicTensor;
  const wide = NUM_PATCHES * channels;
  const input = tf.input({ shape: [frames, NUM_BANDS] });
  const x = shaped(input, frames, NUM_PATCHES, PATCH_BANDS);
  let h = dense(dense(x, endUnits(channels)), channels, 'relu');
  for (const _ of dilations) {
    h = add(h, dense(dense(h, ((kernel + 1) / 2) * channels, 'relu'), channels));
    const frame = shaped(h, frames, wide);
    h = shaped(add(frame, dense(dense(frame, rank, 'relu'), wide)), frames, NUM_PATCHES, channels);
  }
  const hidden = add(dense(h, channels), dense(dense(x, endUnits(channels)), channels));
  return tf.model({ inputs: input, outputs: shaped(dense(hidden, PATCH_BANDS, 'sigmoid'), frames, NUM_BANDS) });
}

/** Seconds of each step of `model.fit` on random data, the first left out. */
export async function fitStepSec(architecture: Architecture, size: number, frames: number, steps: number): Promise<number[]> {
  const model = plainLayersModel(architecture, frames);
  model.compile({ optimizer: tf.train.adam(5e-4), loss: 'meanSquaredError' });
  const [x, y] = [0, 1].map(() => tf.randomUniform([size, frames, NUM_BANDS]));
  const tookSec: number[] = [];
  let lastMs = performance.now();
  await model.fit(x!, y!, {
    epochs: steps + 1,
    batchSize: size,
    shuffle: false,
    verbose: 0,
    yieldEvery: 'never',
    callbacks: {
      onBatchEnd: async () => {
        tookSec.push((performance.now() - lastMs) / 1000);
        lastMs = performance.now();
      },
    },
  });
  x!.dispose();
  y!.dispose();
  model.dispose();
  return tookSec.slice(1);
}
