import { NUM_BANDS } from '../dsp/constants';
import { NUM_PATCHES } from './architecture';
import type { Model } from './model';

/**
 * The generator in plain arithmetic, with no library: what every backend is checked against at its start.
 * Gains [frames, NUM_BANDS] of features [frames, NUM_BANDS]; beyond the ends the input is zero.
 */
export function referenceGains(model: Model, features: Float32Array): Float32Array {
  const conv = (name: string, x: Float32Array, dilation = 1, delay = 0): Float32Array =>
    convolve(model, name, x, NUM_PATCHES, dilation, delay);
  const matrix = (name: string, x: Float32Array): Float32Array => convolve(model, name, x, 1, 1);
  const place = model.weights.get('place')!.values;
  let h = relu(conv('encode', features).map((v, i) => v + place[i % place.length]!));
  for (const [i, dilation] of model.architecture.dilations.entries()) {
    h = add(h, conv(`blocks.${i}.mix`, relu(conv(`blocks.${i}.dilated`, h, dilation, model.architecture.causal ? dilation : 0))));
    h = add(h, matrix(`blocks.${i}.up`, relu(matrix(`blocks.${i}.down`, h))));
  }
  const hidden = relu(add(conv('code', h), conv('skip', features)));
  return conv('gains', hidden).map((v) => 1 / (1 + Math.exp(-v)));
}

function relu(x: Float32Array): Float32Array {
  return x.map((v) => Math.max(0, v));
}

function add(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((v, i) => v + b[i]!);
}

/** Convolution of x [frames, patches, in] over time, dilated, and patches; around the frame that lies `delay` before. */
function convolve(model: Model, name: string, x: Float32Array, patches: number, dilation: number, delay = 0): Float32Array {
  const weight = model.weights.get(`${name}.weight`)!;
  const bias = model.weights.get(`${name}.bias`)!.values;
  const [numOut = 1, numIn = 1, height = 1, width = 1] = weight.shape;
  const frames = x.length / numIn / patches;
  const out = new Float32Array(frames * patches * numOut);
  for (let t = 0; t < frames; t++) {
    for (let p = 0; p < patches; p++) {
      const at = (t * patches + p) * numOut;
      out.set(bias, at);
      for (let tap = 0; tap < height * width; tap++) {
        const fromT = t + (Math.floor(tap / width) - (height - 1) / 2) * dilation - delay;
        const fromP = p + (tap % width) - (width - 1) / 2;
        if (fromT < 0 || fromT >= frames || fromP < 0 || fromP >= patches) continue;
        const from = (fromT * patches + fromP) * numIn;
        for (let o = 0; o < numOut; o++) {
          let sum = 0;
          for (let i = 0; i < numIn; i++) sum += weight.values[(o * numIn + i) * height * width + tap]! * x[from + i]!;
          out[at + o]! += sum;
        }
      }
    }
  }
  return out;
}

/** Features [frames, NUM_BANDS] for a self-test: smooth, of the usual range, the same everywhere. */
export function selfTestFeatures(frames: number): Float32Array {
  return Float32Array.from({ length: frames * NUM_BANDS }, (_, i) => Math.sin(i * 0.37) + Math.sin(i * 0.011) * 0.8 - 0.2);
}
