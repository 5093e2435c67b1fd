import { add, fused, relu, reshape, sigmoid, type Tensor, type Tensor1D, type Tensor3D, type Tensor4D } from '@tensorflow/tfjs-core';
import { NUM_BANDS } from '../dsp/constants';
import { type Architecture, NUM_PATCHES, PATCH_BANDS } from '../net/architecture';
import { pastOnly } from '../net/causal';
import { trainedConv } from './trained-conv';
import type { DeviceWeights } from './weights';

/**
 * The generator with gradients: gains [batch, frames, NUM_BANDS] of features of that shape. The same network as net/generator.ts. Layers whose weights are not in
 * `trained` come before all that are, and have no gradient.
 */
export function trainedGains(
  architecture: Architecture,
  weights: DeviceWeights,
  features: Tensor3D,
  trained: ReadonlySet<string>,
): Tensor3D {
  const [batch, frames] = features.shape;
  const { channels, dilations, causal } = architecture;
  const input: Tensor4D = reshape(features, [batch, frames, NUM_PATCHES, PATCH_BANDS]);
  const conv = (name: string, x: Tensor4D, activation: 'linear' | 'relu', dilation = 1): Tensor4D => {
    const [filter, bias] = [weights.get(`${name}.weight`) as Tensor4D, weights.get(`${name}.bias`) as Tensor1D];
    if (trained.has(`${name}.weight`)) return trainedConv(x, filter, bias, { dilation, activation, inputGradient: x !== input });
    return fused.conv2d({ x, filter, bias, strides: 1, pad: 'same', dilations: [dilation, 1], activation });
  };
  let h: Tensor4D = relu(add(conv('encode', input, 'linear'), weights.get('place') as Tensor)); // [batch, frames, 16, channels]
  for (const [i, dilation] of dilations.entries()) {
    const inTime = pastOnly(h, causal ? dilation : 0, (x) => conv(`blocks.${i}.dilated`, x, 'relu', dilation));
    h = add(h, conv(`blocks.${i}.mix`, inTime, 'linear'));
    const frame: Tensor4D = reshape(h, [batch, frames, 1, NUM_PATCHES * channels]);
    const told = conv(`blocks.${i}.up`, conv(`blocks.${i}.down`, frame, 'relu'), 'linear');
    h = reshape(add(frame, told), [batch, frames, NUM_PATCHES, channels]);
  }
  const hidden: Tensor4D = relu(add(conv('code', h, 'linear'), conv('skip', input, 'linear')));
  return reshape(sigmoid(conv('gains', hidden, 'linear')), [batch, frames, NUM_BANDS]);
}
