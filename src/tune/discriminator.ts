import {
  add,
  clipByValue,
  concat,
  div,
  log,
  maximum,
  mul,
  reshape,
  sqrt,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { LimpidError } from '../base/errors';
import { NUM_PATCHES, PATCH_BANDS } from '../net/architecture';
import { sha256Hex } from '../net/model';
import { parseSafetensors } from '../net/safetensors';
import type { Weights } from './session-types';
import type { Targets } from './targets';
import { trainedConv } from './trained-conv';
import type { DeviceWeights } from './weights';

const CHANNELS = [24, 64, 64, 64] as const;
const DILATIONS = [1, 2, 4, 8] as const;
/** Layers before which two patches side by side become one. */
const PAIRED: readonly number[] = [1, 2];
const SLOPE = 0.2;
/** Gains in a picture are held above -40 dB. */
const LOWEST_GAIN = 0.01;

/** The folder of models/ in which the discriminator lies. */
export const DISCRIMINATOR_FOLDER = 'small';

/** Names and shapes of a discriminator's weights, as PyTorch lays them out. */
function shapes(): Map<string, readonly number[]> {
  const out = new Map<string, readonly number[]>([['place', [NUM_PATCHES, CHANNELS[0]]]]);
  const inputs = [2 * PATCH_BANDS, 2 * CHANNELS[0], 2 * CHANNELS[1], CHANNELS[2]];
  for (const [i, channels] of CHANNELS.entries()) {
    out.set(`layers.${i}.weight`, [channels, inputs[i]!, 3, 1]);
    out.set(`layers.${i}.bias`, [channels]);
  }
  return out.set('score.weight', [1, CHANNELS[3], 1, 1]).set('score.bias', [1]);
}

/** Reads the discriminator. @throws LimpidError weights/corrupt */
export async function parseDiscriminator(bytes: Uint8Array): Promise<Weights> {
  const { metadata, tensors, data } = parseSafetensors(bytes);
  const damaged = (what: string): LimpidError =>
    new LimpidError('weights/corrupt', `The discriminator is damaged: ${what}. Fetch it again.`);
  for (const [name, shape] of shapes()) {
    const found = tensors.get(name)?.shape;
    if (found?.join() !== shape.join()) throw damaged(`${name} has shape [${found ?? 'none'}], expected [${shape}]`);
  }
  if ((await sha256Hex(data)) !== metadata['sha256']) throw damaged('its checksum is another');
  return tensors;
}

/** Log-band picture [size, frames, NUM_BANDS] of features with gains applied: features are half the log10 of an energy, so log10 of the gain is added. */
export function picture(features: Tensor, gain: Tensor): Tensor {
  return add(features, mul(log(clipByValue(gain, LOWEST_GAIN, 1)), Math.LOG10E));
}

/** The picture of the clean speech: gains that make the noisy energies the clean ones, where gains below 1 do. */
export function cleanPicture({ features, noisy, clean }: Targets): Tensor {
  return picture(features, sqrt(div(clean, noisy)));
}

/**
 * Hidden layers [size, frames, patches, channels] for pictures [size, frames, NUM_BANDS] beside the noisy features. The twin of `Discriminator.hidden` in
 * training/limpid_training/discriminator.py. `trainInput` asks for a gradient of the picture.
 */
export function hiddenLayers(weights: DeviceWeights, shown: Tensor, beside: Tensor, trainInput: boolean): Tensor4D[] {
  const [size = 0, frames = 0] = shown.shape;
  const patches = (x: Tensor): Tensor4D => reshape(x, [size, frames, NUM_PATCHES, PATCH_BANDS]);
  let h: Tensor4D = concat([patches(shown), patches(beside)], 3);
  return DILATIONS.map((dilation, i) => {
    if (PAIRED.includes(i)) h = reshape(h, [size, frames, h.shape[2] / 2, 2 * h.shape[3]]);
    const [filter, bias] = [weights.get(`layers.${i}.weight`) as Tensor4D, weights.get(`layers.${i}.bias`) as Tensor1D];
    const z = trainedConv(h, filter, bias, { dilation, activation: 'linear', inputGradient: i > 0 || trainInput });
    const placed = i === 0 ? add(z, weights.get('place')!) : z;
    h = maximum(placed, mul(placed, SLOPE));
    return h;
  });
}

/** Scores [size, frames, 4, 1], 1 for clean and 0 for enhanced, of the last hidden layer. */
export function scoresOf(weights: DeviceWeights, last: Tensor4D): Tensor {
  const [filter, bias] = [weights.get('score.weight') as Tensor4D, weights.get('score.bias') as Tensor1D];
  return trainedConv(last, filter, bias, { dilation: 1, activation: 'linear', inputGradient: true });
}
