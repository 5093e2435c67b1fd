import { existsSync } from 'node:fs';
import { grads, mul, sum, type Tensor, type Tensor1D, type Tensor4D, tensor } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { Random } from '../base/random';
import type { BackendName } from '../base/types';
import { provideWebGpu } from '../cli/node-webgpu';
import { startBackend } from '../net/backend';
import { trainedConv } from './trained-conv';
import './gradients';

/** Where Debian's Chromium keeps its software GPU; without one (and without a real GPU) Node has no WebGPU to test on. */
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

function values(seed: number, size: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: size }, () => random.between(-1, 1));
}

async function gradientsOn(backend: BackendName): Promise<Float32Array[]> {
  await startBackend(backend, undefined);
  const weight = tensor(values(4, 72), [2, 9, 1, 4]);
  const loss = (x: Tensor, filter: Tensor, bias: Tensor): Tensor =>
    sum(
      mul(
        trainedConv(x as Tensor4D, filter as Tensor4D, bias as Tensor1D, { dilation: 2, activation: 'relu', inputGradient: true }),
        weight,
      ),
    );
  const inputs = [tensor(values(1, 54), [2, 9, 1, 3]), tensor(values(2, 36), [3, 1, 3, 4]), tensor(values(3, 4))];
  return (await Promise.all(grads(loss as never)(inputs).map((t) => t.data()))) as Float32Array[];
}

it.skipIf(!existsSync(SWIFTSHADER))(
  'on WebGPU the gradients of a convolution agree with those of the cpu backend',
  { timeout: 120_000 },
  async () => {
    process.env['VK_ICD_FILENAMES'] = SWIFTSHADER;
    const expected = await gradientsOn('cpu');
    await provideWebGpu();
    const found = await gradientsOn('webgpu');
    for (const [n, gradient] of expected.entries()) for (const [i, v] of gradient.entries()) expect(found[n]![i]).toBeCloseTo(v, 4);
  },
);
