import {
  add,
  concat,
  fused,
  keep,
  log,
  matMul,
  max,
  maximum,
  maxPool,
  mul,
  reshape,
  slice,
  square,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tensor,
  tensor2d,
  tensor4d,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { assert } from '../base/assert';
import { LimpidError } from '../base/errors';
import type { Rating } from '../base/figures';
import { DNSMOS_SAMPLES } from '../base/figures';
import { filterShape, toFilter } from './filters';
import { sha256Hex } from './model';
import { type NamedTensor, parseSafetensors } from './safetensors';

const ARCHITECTURE = 'dnsmos-p835';
const WINDOW = 320;
const HOP = 160;
const NUM_FRAMES = 900;
const NUM_BINS = WINDOW / 2 + 1;
const MIN_POWER = 1e-12;
/** Frames that go through the first four convolutions at once: whole, they would take 110 MB. */
const BLOCK_FRAMES = 150;
/** Frames on either side that four convolutions of three taps look at. */
const CONTEXT_FRAMES = 4;
const WIDE = ['conv2d', 'conv2d_1', 'conv2d_2', 'conv2d_3'] as const;
const POOLED = ['conv2d_4', 'conv2d_5', 'conv2d_6'] as const;

/** Shapes of a file's tensors; layers as [out, in, height, width] or [out, in]. */
const SHAPES: Readonly<Record<string, readonly number[]>> = {
  real: [NUM_BINS, WINDOW],
  imag: [NUM_BINS, WINDOW],
  ...layer('conv2d', [128, 1, 3, 3]),
  ...layer('conv2d_1', [64, 128, 3, 3]),
  ...layer('conv2d_2', [64, 64, 3, 3]),
  ...layer('conv2d_3', [32, 64, 3, 3]),
  ...layer('conv2d_4', [32, 32, 3, 3]),
  ...layer('conv2d_5', [32, 32, 3, 3]),
  ...layer('conv2d_6', [64, 32, 3, 3]),
  ...layer('dense', [128, 64]),
  ...layer('dense_1', [64, 128]),
  ...layer('dense_2', [3, 64]),
};

/** From the network's outputs to ratings: a + b x + c x². Source: dnsmos.py of speechmos 0.0.1.1. */
const POLYNOMIALS = {
  sig: [0.0052439, 1.22083953, -0.08397278],
  bak: [-0.39604546, 1.60915514, -0.13166888],
  ovrl: [0.04602535, 1.11546468, -0.06766283],
} as const;

function layer(name: string, shape: readonly number[]): Record<string, readonly number[]> {
  return { [`${name}.weight`]: shape, [`${name}.bias`]: shape.slice(0, 1) };
}

/**
 * Reads and checks the rater's weights.
 * @throws LimpidError weights/corrupt, weights/version
 */
async function parseRater(bytes: Uint8Array): Promise<ReadonlyMap<string, NamedTensor>> {
  const { metadata, tensors, data } = parseSafetensors(bytes);
  const { architecture } = metadata;
  if (architecture !== ARCHITECTURE)
    throw new LimpidError('weights/version', `The rater has architecture ${JSON.stringify(architecture)}, expected ${ARCHITECTURE}.`);
  const found = [...tensors].map(([name, { shape }]) => `${name} [${shape}]`);
  const expected = Object.entries(SHAPES).map(([name, shape]) => `${name} [${shape}]`);
  const odd = found.filter((tensor) => !expected.includes(tensor)).concat(expected.filter((tensor) => !found.includes(tensor)));
  if (odd.length > 0) throw new LimpidError('weights/corrupt', `The rater's tensors are not those of ${ARCHITECTURE}: ${odd.join(', ')}.`);
  const sha256 = await sha256Hex(data);
  if (sha256 === metadata['sha256']) return tensors;
  const message = `The rater is damaged: its weights have the checksum ${sha256}, expected ${metadata['sha256']}. Fetch it again.`;
  throw new LimpidError('weights/corrupt', message);
}

/**
 * DNSMOS P.835 on the current tfjs backend: a network's guess at how listeners would rate speech, background and the whole, without a reference. Owns its weights on the device; `dispose` frees them.
 *
 *     900 frames of 20 ms, 10 ms apart; learnt transforms, log10 of the power     [900, 161]
 *       conv 3 x 3, ReLU: 128, 64, 64, 32 channels; largest of 2 x 2               [450, 80, 32]
 *       conv 3 x 3, ReLU, largest of 2 x 2: 32, 32 channels                        [112, 20, 32]
 *       conv 3 x 3, ReLU: 64 channels; largest of all places                       [64]
 *       dense 128, 64 with ReLU, then 3
 *
 * Source: Reddy, Gopal, Cutler 2022, DNSMOS P.835; weights from the PyPI package speechmos (training/make_rating_model.py).
 */
export class Dnsmos {
  readonly #tensors = new Map<string, Tensor>();

  private constructor(weights: ReadonlyMap<string, NamedTensor>) {
    for (const [name, { shape, values }] of weights) this.#tensors.set(name, keep(deviceTensor(name, shape, values)));
  }

  /** Reads a file of weights and puts them on the device. @throws LimpidError weights/corrupt, weights/version */
  static async create(bytes: Uint8Array): Promise<Dnsmos> {
    return new Dnsmos(await parseRater(bytes));
  }

  #get<T extends Tensor>(name: string): T {
    const found = this.#tensors.get(name);
    assert(found, `no tensor ${name}`);
    return found as T;
  }

  #conv(x: Tensor4D, name: string): Tensor4D {
    const [filter, bias] = [this.#get<Tensor4D>(`${name}.weight`), this.#get<Tensor1D>(`${name}.bias`)];
    return fused.conv2d({ x, filter, bias, strides: 1, pad: 'same', activation: 'relu' });
  }

  #dense(x: Tensor2D, name: string, activation: 'relu' | 'linear'): Tensor2D {
    const [b, bias] = [this.#get<Tensor2D>(`${name}.weight`), this.#get<Tensor1D>(`${name}.bias`)];
    return fused.matMul({ a: x, b, bias, activation }) as Tensor2D;
  }

  /** log10 power of samples [DNSMOS_SAMPLES]: [1, frames, bins, 1]. */
  #spectrum(samples: Float32Array): Tensor4D {
    const framed = new Float32Array(NUM_FRAMES * WINDOW);
    for (let i = 0; i < NUM_FRAMES; i++) framed.set(samples.subarray(i * HOP, i * HOP + WINDOW), i * WINDOW);
    const frames = tensor2d(framed, [NUM_FRAMES, WINDOW]);
    const [real, imag] = ['real', 'imag'].map((part) => square(matMul(frames, this.#get<Tensor2D>(part))));
    return reshape(mul(log(maximum(add(real!, imag!), MIN_POWER)), 1 / Math.LN10), [1, NUM_FRAMES, NUM_BINS, 1]);
  }

  /** The first four convolutions and the pooling behind them, over one block of frames with its context. */
  #block(spectrum: Tensor4D, start: number): Tensor4D {
    const from = Math.max(0, start - CONTEXT_FRAMES);
    const to = Math.min(NUM_FRAMES, start + BLOCK_FRAMES + CONTEXT_FRAMES);
    const wide = WIDE.reduce<Tensor4D>((x, name) => this.#conv(x, name), slice(spectrum, [0, from, 0, 0], [1, to - from, -1, -1]));
    return maxPool(slice(wide, [0, start - from, 0, 0], [1, BLOCK_FRAMES, -1, -1]), 2, 2, 'valid');
  }

  #head(pooled: Tensor4D): Tensor2D {
    let x = maxPool(this.#conv(pooled, POOLED[0]), 2, 2, 'valid');
    x = maxPool(this.#conv(x, POOLED[1]), 2, 2, 'valid');
    const strongest: Tensor2D = reshape(max(this.#conv(x, POOLED[2]), [1, 2]), [1, 64]);
    return this.#dense(this.#dense(this.#dense(strongest, 'dense', 'relu'), 'dense_1', 'relu'), 'dense_2', 'linear');
  }

  /** Rates DNSMOS_SAMPLES samples at 16 kHz, mono. */
  async rate(samples: Float32Array): Promise<Rating> {
    assert(samples.length === DNSMOS_SAMPLES, `a rating takes ${DNSMOS_SAMPLES} samples, got ${samples.length}`);
    const raw = tidy(() => {
      const spectrum = this.#spectrum(samples);
      const starts = Array.from({ length: NUM_FRAMES / BLOCK_FRAMES }, (_, i) => i * BLOCK_FRAMES);
      return this.#head(
        concat(
          starts.map((start) => tidy(() => this.#block(spectrum, start))),
          1,
        ),
      );
    });
    try {
      const [sig = Number.NaN, bak = Number.NaN, ovrl = Number.NaN] = await raw.data();
      return { sig: polynomial(POLYNOMIALS.sig, sig), bak: polynomial(POLYNOMIALS.bak, bak), ovrl: polynomial(POLYNOMIALS.ovrl, ovrl) };
    } finally {
      raw.dispose();
    }
  }

  dispose(): void {
    for (const owned of this.#tensors.values()) owned.dispose();
    this.#tensors.clear();
  }
}

function polynomial([a, b, c]: readonly [number, number, number], x: number): number {
  return a + b * x + c * x * x;
}

/** A weight as tfjs wants it: filters [height, width, in, out], matrices [in, out]. */
function deviceTensor(name: string, shape: readonly number[], values: Float32Array): Tensor {
  if (shape.length === 4) return tensor4d(toFilter(values, shape), filterShape(shape));
  if (shape.length === 1) return tensor(values, [...shape]);
  assert(shape.length === 2, `${name} has ${shape.length} dimensions`);
  return tidy(() => transpose(tensor2d(values, [shape[0] ?? 0, shape[1] ?? 0])));
}
