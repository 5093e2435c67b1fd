import {
  add,
  fused,
  keep,
  relu,
  reshape,
  type Tensor,
  type Tensor1D,
  type Tensor3D,
  type Tensor4D,
  tensor,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core';
import { assert } from '../base/assert';
import { LimpidError } from '../base/errors';
import { NUM_BANDS } from '../dsp/constants';
import { framesBefore, framesBehind, NUM_PATCHES, PATCH_BANDS } from './architecture';
import { pastOnly } from './causal';
import { filterShape, toFilter } from './filters';
import type { Model } from './model';
import { referenceGains, selfTestFeatures } from './reference-generator';

const SELF_TEST_FRAMES = 16;
const SELF_TEST_TOLERANCE = 1e-3;

interface Conv {
  readonly filter: Tensor4D;
  readonly bias: Tensor1D;
}

/**
 * The generator on the current tfjs backend. The twin of training/limpid_training/generator.py:
 *
 *     features as patches of 8 bands                                     [batch, frames, 16, 8]
 *       encode   conv 3 x 3 over time and patches + place, ReLU          [batch, frames, 16, channels]
 *       blocks   for each dilation
 *         h + mix(relu(dilated conv over 3 frames(h))), the same for every patch; over this frame and two past ones if it is causal
 *         h + up(relu(down(h))), over all patches of a frame             [batch, frames, 1, 16 * channels]
 *       decode   relu(code(h) + skip(features)), skip a conv 3 x 3       [batch, frames, 16, channels]
 *       gains    sigmoid(conv 1), 8 bands from each patch                [batch, frames, 128]
 *
 * Owns its weights on the device; `dispose` frees them.
 */
export class Generator {
  /** Frames before and behind it that an output frame depends on. */
  readonly framesBefore: number;
  readonly framesBehind: number;
  readonly #convs = new Map<string, Conv>();
  readonly #place: Tensor;

  constructor(readonly model: Model) {
    this.framesBefore = framesBefore(model.architecture);
    this.framesBehind = framesBehind(model.architecture);
    const place = model.weights.get('place');
    assert(place, 'no weights place');
    this.#place = keep(tensor(place.values, [...place.shape]));
    for (const [name, { shape, values }] of model.weights) {
      if (!name.endsWith('.weight')) continue;
      const base = name.slice(0, -'.weight'.length);
      const bias = model.weights.get(`${base}.bias`);
      assert(bias, `no bias for ${name}`);
      this.#convs.set(base, {
        filter: keep(tensor4d(toFilter(values, shape), filterShape(shape))),
        bias: keep(tensor(bias.values, [bias.values.length])) as Tensor1D,
      });
    }
  }

  #conv(name: string, x: Tensor4D, activation: 'linear' | 'relu' | 'sigmoid', dilation = 1): Tensor4D {
    const conv = this.#convs.get(name);
    assert(conv, `no layer ${name}`);
    return fused.conv2d({ x, filter: conv.filter, bias: conv.bias, strides: 1, pad: 'same', dilations: [dilation, 1], activation });
  }

  #dilated(i: number, h: Tensor4D, dilation: number): Tensor4D {
    const { causal } = this.model.architecture;
    return pastOnly(h, causal ? dilation : 0, (x) => this.#conv(`blocks.${i}.dilated`, x, 'relu', dilation));
  }

  /** Gains [batch, frames, NUM_BANDS] in [0, 1] of features of that shape; beyond the ends the input is zero. */
  forward(features: Tensor3D): Tensor3D {
    return tidy(() => {
      const [batch, frames] = features.shape;
      const { channels, dilations } = this.model.architecture;
      const x: Tensor4D = reshape(features, [batch, frames, NUM_PATCHES, PATCH_BANDS]);
      let h: Tensor4D = relu(add(this.#conv('encode', x, 'linear'), this.#place)); // [batch, frames, 16, channels]
      for (const [i, dilation] of dilations.entries()) {
        h = add(h, this.#conv(`blocks.${i}.mix`, this.#dilated(i, h, dilation), 'linear'));
        const frame: Tensor4D = reshape(h, [batch, frames, 1, NUM_PATCHES * channels]);
        const told = this.#conv(`blocks.${i}.up`, this.#conv(`blocks.${i}.down`, frame, 'relu'), 'linear');
        h = reshape(add(frame, told), [batch, frames, NUM_PATCHES, channels]);
      }
      const hidden: Tensor4D = relu(add(this.#conv('code', h, 'linear'), this.#conv('skip', x, 'linear')));
      return reshape(this.#conv('gains', hidden, 'sigmoid'), [batch, frames, NUM_BANDS]);
    });
  }

  /** Gains [frames, NUM_BANDS] of features [frames, NUM_BANDS], there and back again. */
  async run(features: Float32Array): Promise<Float32Array> {
    const frames = features.length / NUM_BANDS;
    const gains = tidy(() => this.forward(tensor(features, [1, frames, NUM_BANDS])));
    try {
      const values = await gains.data();
      assert(values instanceof Float32Array, 'gains are float32');
      return values;
    } finally {
      gains.dispose();
    }
  }

  /**
   * Compares the device's gains with plain arithmetic on a fixed input.
   * @throws LimpidError backend/self-test when they differ by more than 1e-3
   */
  async selfTest(): Promise<void> {
    const features = selfTestFeatures(SELF_TEST_FRAMES);
    const expected = referenceGains(this.model, features);
    const found = await this.run(features);
    const worst = expected.reduce((max, v, i) => Math.max(max, Math.abs(v - (found[i] ?? Number.NaN))), 0);
    if (!(worst <= SELF_TEST_TOLERANCE)) {
      throw new LimpidError(
        'backend/self-test',
        `The backend computes gains that are wrong by ${worst.toPrecision(2)}, allowed is ${SELF_TEST_TOLERANCE}.`,
      );
    }
  }

  dispose(): void {
    for (const { filter, bias } of this.#convs.values()) {
      const owned: Tensor[] = [filter, bias];
      for (const t of owned) t.dispose();
    }
    this.#convs.clear();
    this.#place.dispose();
  }
}
