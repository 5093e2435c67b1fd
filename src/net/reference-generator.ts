import { NUM_BANDS } from '../dsp/constants';
import type { Model } from './model';

/**
 * The generator in plain arithmetic, with no library: what every backend is checked against at its start.
 * Gains [frames, NUM_BANDS] of features [frames, NUM_BANDS]; beyond the ends the input is zero.
 */
export function referenceGains(model: Model, features: Float32Array): Float32Array {
  const { dilations } = model.architecture;
  const conv = (name: string, x: Float32Array, dilation = 1): Float32Array => convolve(model, name, x, dilation);
  let h = relu(conv('encode', features));
  for (const [i, dilation] of dilations.entries()) h = add(h, conv(`blocks.${i}.mix`, relu(conv(`blocks.${i}.dilated`, h, dilation))));
  const hidden = relu(add(conv('code', h), conv('skip', features)));
  return conv('gains', hidden).map((v) => 1 / (1 + Math.exp(-v)));
}

function relu(x: Float32Array): Float32Array {
  return x.map((v) => Math.max(0, v));
}

function add(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((v, i) => v + b[i]!);
}

function convolve(model: Model, name: string, x: Float32Array, dilation: number): Float32Array {
  const weight = model.weights.get(`${name}.weight`)!;
  const bias = model.weights.get(`${name}.bias`)!.values;
  const [numOut, numIn, kernel] = weight.shape as [number, number, number];
  const frames = x.length / numIn;
  const out = new Float32Array(frames * numOut);
  for (let t = 0; t < frames; t++) {
    for (let o = 0; o < numOut; o++) {
      let sum = bias[o]!;
      for (let k = 0; k < kernel; k++) {
        const from = t + (k - (kernel - 1) / 2) * dilation;
        if (from < 0 || from >= frames) continue;
        for (let i = 0; i < numIn; i++) sum += weight.values[(o * numIn + i) * kernel + k]! * x[from * numIn + i]!;
      }
      out[t * numOut + o] = sum;
    }
  }
  return out;
}

/** Features [frames, NUM_BANDS] for a self-test: smooth, of the usual range, the same everywhere. */
export function selfTestFeatures(frames: number): Float32Array {
  return Float32Array.from({ length: frames * NUM_BANDS }, (_, i) => Math.sin(i * 0.37) + Math.sin(i * 0.011) * 0.8 - 0.2);
}
