import { existsSync, readFileSync } from 'node:fs';
import { grads, mul, sum, type Tensor, type Tensor1D, type Tensor3D, type Tensor4D, tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { Random } from '../base/random';
import type { BackendName } from '../base/types';
import { provideWebGpu } from '../cli/node-webgpu';
import { startBackend } from '../net/backend';
import { randomModel } from '../net/random-model.test-support';
import { Adversary } from './adversary';
import { addUp } from './batch';
import { parseDiscriminator } from './discriminator';
import { gainLoss, LOSS_WEIGHTS } from './losses';
import { randomPair } from './material.test-support';
import { stretchOfPair } from './segments';
import { uploadTargets } from './targets';
import { trainedConv } from './trained-conv';
import { trainedGains } from './trained-generator';
import { upload } from './weights';
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

/** Gradients of the whole loss with respect to every weight of the smallest network, for 0.77 s. */
async function networkGradientsOn(backend: BackendName): Promise<Float32Array[]> {
  await startBackend(backend, undefined);
  const { architecture, weights } = randomModel('test');
  const onDevice = upload(weights);
  const names = [...weights.keys()];
  const targets = uploadTargets(addUp([stretchOfPair(randomPair(1).pair, 20, 48)], 48, false));
  const loss = (...tensors: Tensor[]): Tensor => {
    const trained = new Map(names.map((name, i) => [name, tensors[i]!]));
    return gainLoss(trainedGains(architecture, trained, targets.features as Tensor3D, new Set(names)), targets, LOSS_WEIGHTS);
  };
  const found = grads(loss as never)(names.map((name) => onDevice.get(name)!));
  return (await Promise.all(found.map((t) => t.data()))) as Float32Array[];
}

/** Gradients of what the generator pays for its gains, and the discriminator's own, as its first step leaves them in the optimiser. */
async function adversaryGradientsOn(backend: BackendName): Promise<Float32Array[]> {
  await startBackend(backend, undefined);
  const shipped = await parseDiscriminator(new Uint8Array(readFileSync('models/small/discriminator.safetensors')));
  const adversary = new Adversary(shipped, undefined);
  const targets = uploadTargets(addUp([stretchOfPair(randomPair(1).pair, 20, 24)], 24, false));
  const gain = tensor(
    values(5, targets.noisy.size).map((v) => 0.5 + 0.4 * v),
    targets.noisy.shape,
  );
  const paid = await grads(((g: Tensor) => adversary.lossOf(targets, g)) as never)([gain])[0]!.data();
  adversary.train(targets, gain, 1e-3, 1);
  const own = await adversary.state();
  adversary.dispose();
  return [paid as Float32Array, ...Object.values(own).map(({ first }) => first)];
}

async function agree(gradients: (backend: BackendName) => Promise<Float32Array[]>): Promise<void> {
  process.env['VK_ICD_FILENAMES'] = SWIFTSHADER;
  const expected = await gradients('cpu');
  await provideWebGpu();
  const found = await gradients('webgpu');
  for (const [n, gradient] of expected.entries()) {
    const scale = gradient.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-12);
    for (const [i, v] of gradient.entries()) expect(Math.abs(found[n]![i]! - v) / scale).toBeLessThan(2e-3);
  }
}

describe.skipIf(!existsSync(SWIFTSHADER))('on WebGPU', () => {
  it('the gradients of a convolution agree with those of the cpu backend', { timeout: 120_000 }, () => agree(gradientsOn));

  it('the gradients of the loss with respect to every weight agree with those of the cpu backend', { timeout: 240_000 }, () =>
    agree(networkGradientsOn),
  );

  it('the gradients of the discriminator agree with those of the cpu backend', { timeout: 240_000 }, () => agree(adversaryGradientsOn));
});
