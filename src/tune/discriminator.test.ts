import { readFileSync } from 'node:fs';
import { abs, clipByValue, grads, memory, sum, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../net/backend';
import type { Backend } from '../net/backend-parts';
import { parseSafetensors } from '../net/safetensors';
import { Adversary } from './adversary';
import { hiddenLayers, parseDiscriminator, picture, scoresOf } from './discriminator';
import { smallSetup } from './material.test-support';
import { Mixer } from './mixer';
import { TuneSession } from './session';
import type { TuneCheckpoint, Weights } from './session-types';
import { type Targets, uploadTargets } from './targets';
import { upload } from './weights';
import './gradients';

const bytes = new Uint8Array(readFileSync('models/small/discriminator.safetensors'));
const never = new AbortController().signal;
let shipped: Weights;
let backend: Backend;

beforeAll(async () => {
  shipped = await parseDiscriminator(bytes);
  backend = await startBackend('wasm', undefined);
});

function someTargets(): Targets {
  const { training, rehearsal } = smallSetup();
  return uploadTargets(new Mixer(training, rehearsal, { seed: 3, snrRangeDb: [0, 10], causal: false }).batch(1, 1, 1));
}

it.each(['wasm', 'cpu'] as const)('scores and hidden layers are those of PyTorch on %s', async (name) => {
  await startBackend(name, undefined);
  const { tensors } = parseSafetensors(new Uint8Array(readFileSync('fixtures/discriminator-small.safetensors')));
  const of = (key: string): Tensor => {
    const { shape, values } = tensors.get(key)!;
    return tensor(values, [1, ...shape]);
  };
  const weights = upload(shipped);
  const features = of('features');
  const layers = hiddenLayers(weights, picture(features, of('gains')), features, false);
  const close = async (found: Tensor, expected: Float32Array): Promise<void> => {
    const values = await found.data();
    expect(values.length).toBe(expected.length);
    expect(expected.reduce((most, v, i) => Math.max(most, Math.abs(v - values[i]!)), 0)).toBeLessThan(1e-3);
  };
  await close(scoresOf(weights, layers.at(-1)!), tensors.get('scores')!.values);
  for (const [i, layer] of layers.entries()) await close(sum(abs(layer), 3), tensors.get(`layers.${i}`)!.values);
  await startBackend('wasm', undefined);
});

it('a damaged file, and one of other shapes, are refused', async () => {
  const damaged = bytes.slice();
  damaged[damaged.length - 5]! ^= 1;
  await expect(parseDiscriminator(damaged)).rejects.toMatchObject({ code: 'weights/corrupt' });
  const model = new Uint8Array(readFileSync('fixtures/model-test.safetensors'));
  await expect(parseDiscriminator(model)).rejects.toMatchObject({ code: 'weights/corrupt' });
});

describe('the adversary', () => {
  it('learns to tell clean pictures from others', () => {
    const targets = someTargets();
    const flat = tidy(() => clipByValue(targets.noisy, 0.3, 0.3));
    const adversary = new Adversary(shipped, undefined);
    const told = (): number => tidy(() => adversary.lossOf(targets, flat).dataSync()[0]!);
    const before = told();
    for (let step = 1; step <= 6; step++) adversary.train(targets, flat, 2e-3, step);
    expect(told()).toBeGreaterThan(before);
    adversary.dispose();
    targets.dispose();
  });

  it('has a gradient for gains that agrees with finite differences', async () => {
    const targets = someTargets();
    const adversary = new Adversary(shipped, undefined);
    const shape = targets.noisy.shape;
    const gain = Float32Array.from({ length: targets.noisy.size }, (_, i) => 0.5 + 0.3 * Math.sin(i * 0.13));
    const lossOf = (g: Tensor): Tensor => adversary.lossOf(targets, g);
    const gradient = await grads(lossOf as never)([tensor(gain, shape)])[0]!.data();
    const norm = Math.hypot(...gradient);
    const along = (by: number): number =>
      tidy(
        () =>
          lossOf(
            tensor(
              gain.map((v, i) => v + (by * gradient[i]!) / norm),
              shape,
            ),
          ).dataSync()[0]!,
      );
    const slope = (along(0.2) - along(-0.2)) / 0.4;
    expect(Math.abs(slope / norm - 1)).toBeLessThan(0.03);
    adversary.dispose();
    targets.dispose();
  });
});

async function trained(steps: number, adversarial: boolean, from?: TuneCheckpoint): Promise<TuneCheckpoint> {
  const session = await TuneSession.create({ ...smallSetup({ steps: 6, adversarial }), discriminator: shipped }, from);
  for await (const event of session.run(never, backend)) if (event.kind === 'step' && event.step === steps) break;
  const checkpoint = await session.checkpoint();
  session.dispose();
  return checkpoint;
}

describe('a session against a discriminator', () => {
  it('moves the weights elsewhere, goes on bit for bit, and frees every tensor', async () => {
    const before = memory().numTensors;
    const [with_, without] = [await trained(6, true), await trained(6, false)];
    const weightOf = ({ slots }: TuneCheckpoint): Float32Array => slots['gains.weight']!.weight;
    expect(weightOf(with_)).not.toEqual(weightOf(without));
    expect(Object.keys(with_.discriminator).sort()).toEqual([...shipped.keys()].sort());
    const half = await trained(3, true);
    const resumed = await trained(6, true, half);
    expect(weightOf(resumed)).toEqual(weightOf(with_));
    expect(resumed.discriminator).toEqual(with_.discriminator);
    expect(memory().numTensors).toBe(before);
  }, 120_000);

  it('does not take up a checkpoint that lost it', async () => {
    const half = await trained(3, true);
    await expect(trained(6, true, { ...half, discriminator: {} })).rejects.toMatchObject({ code: 'finetune/checkpoint' });
  }, 60_000);
});
