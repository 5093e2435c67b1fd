import { grads, mul, sum, type Tensor, type Tensor1D, type Tensor3D, type Tensor4D, tensor, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { Random } from '../base/random';
import type { BackendName } from '../base/types';
import { startBackend } from '../net/backend';
import { randomModel } from '../net/random-model.test-support';
import { gainLoss, LOSS_WEIGHTS } from './losses';
import { smallSetup } from './material.test-support';
import { Mixer, SEGMENT_FRAMES } from './mixer';
import { uploadTargets } from './targets';
import { trainedConv } from './trained-conv';
import { trainedGains } from './trained-generator';
import { download, upload } from './weights';
import './gradients';

// On the cpu backend a single gradient of the whole network takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

function values(seed: number, size: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: size }, () => random.between(-1, 1));
}

function worst(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  const scale = Math.max(...Array.from(b, Math.abs), 1e-12);
  return Math.max(...Array.from(a, (v, i) => Math.abs(v - b[i]!))) / scale;
}

/** Central differences of a function of one array, at some of its places. */
async function differences(
  x: Float32Array,
  places: readonly number[],
  step: number,
  f: (x: Float32Array) => Promise<number>,
): Promise<number[]> {
  const out: number[] = [];
  for (const i of places) {
    const moved = async (by: number): Promise<number> => {
      const copy = x.slice();
      copy[i]! += by;
      return await f(copy);
    };
    out.push(((await moved(step)) - (await moved(-step))) / (2 * step));
  }
  return out;
}

/** Dilation, and patches that the kernel spans. */
const KERNELS = [
  [1, 1],
  [2, 1],
  [4, 1],
  [2, 3],
] as const;

describe.each<BackendName>(['cpu', 'wasm'])('on %s', (backend) => {
  it.each(KERNELS)(
    'the gradient of a convolution with dilation %i over %i patches agrees with finite differences',
    async (dilation, width) => {
      await startBackend(backend, undefined);
      const [x, filter, bias, weight] = [values(1, 108), values(2, 36 * width), values(3, 4), values(4, 144)];
      const out = (a: Tensor, w: Tensor, b: Tensor): Tensor =>
        trainedConv(a as Tensor4D, w as Tensor4D, b as Tensor1D, { dilation, activation: 'relu', inputGradient: true });
      const weighted = (a: Tensor, w: Tensor, b: Tensor): Tensor => sum(mul(out(a, w, b), tensor(weight, [2, 9, 2, 4])));
      const parts = [x, filter, bias];
      const shapes = [[2, 9, 2, 3], [3, width, 3, 4], [4]];
      const tensors = (changed: number, v: Float32Array): Tensor[] => parts.map((p, i) => tensor(i === changed ? v : p, shapes[i]));
      const found = grads(weighted as never)(tensors(-1, x));
      for (const [n, part] of parts.entries()) {
        const places = [...part.keys()].slice(0, 20);
        const expected = await differences(
          part,
          places,
          1e-3,
          async (v) => (await weighted(...(tensors(n, v) as [Tensor, Tensor, Tensor])).data())[0]!,
        );
        const gradient = await found[n]!.data();
        expect(
          worst(
            places.map((i) => gradient[i]!),
            expected,
          ),
        ).toBeLessThan(5e-3);
      }
    },
  );

  it('the gradient of the loss with respect to gains agrees with finite differences', async () => {
    await startBackend(backend, undefined);
    const { training, rehearsal } = smallSetup();
    const targets = uploadTargets(new Mixer(training, rehearsal, { seed: 3, snrRangeDb: [0, 10], causal: false }).batch(1, 1, 0));
    const gain = values(5, SEGMENT_FRAMES * 128).map((v) => 0.5 + 0.3 * v);
    const shape = [1, SEGMENT_FRAMES, 128];
    const lossOf = (g: Tensor): Tensor => gainLoss(g, targets, LOSS_WEIGHTS);
    const gradient = await grads(lossOf as never)([tensor(gain, shape)])[0]!.data();
    // Along the gradient itself the difference stands out of the rounding of a sum over thirty thousand terms.
    const norm = Math.hypot(...gradient);
    const along = async (by: number): Promise<number> =>
      (
        await tidy(() =>
          lossOf(
            tensor(
              gain.map((v, i) => v + (by * gradient[i]!) / norm),
              shape,
            ),
          ),
        ).data()
      )[0]!;
    const slope = ((await along(0.1)) - (await along(-0.1))) / 0.2;
    expect(Math.abs(slope / norm - 1)).toBeLessThan(0.02);
    targets.dispose();
  });
});

it.each(['test', 'test-causal'])('gradients of every weight agree between wasm and cpu, architecture %s', async (name) => {
  const { training, rehearsal } = smallSetup();
  const model = randomModel(name);
  const { causal } = model.architecture;
  const names = [...model.weights.keys()];
  const gradientsOn = async (backend: BackendName): Promise<Float32Array[]> => {
    await startBackend(backend, undefined);
    const weights = upload(model.weights);
    const targets = uploadTargets(new Mixer(training, rehearsal, { seed: 3, snrRangeDb: [0, 10], causal }).batch(1, 1, 1));
    const loss = (...tensors: Tensor[]): Tensor =>
      gainLoss(
        trainedGains(
          model.architecture,
          new Map(names.map((name, i) => [name, tensors[i]!])),
          targets.features as Tensor3D,
          new Set(names),
        ),
        targets,
        LOSS_WEIGHTS,
      );
    const found = grads(loss as never)(names.map((name) => weights.get(name)!));
    return (await Promise.all(found.map((t) => t.data()))) as Float32Array[];
  };
  const [cpu, wasm] = [await gradientsOn('cpu'), await gradientsOn('wasm')];
  for (const [i, name] of names.entries()) expect(worst(wasm[i]!, cpu[i]!), name).toBeLessThan(1e-3);
});

it('weights come back from the device as they went', async () => {
  await startBackend('wasm', undefined);
  const { architecture, weights } = randomModel('test');
  for (const [name, { values: found }] of await download(architecture, upload(weights))) expect(found).toEqual(weights.get(name)!.values);
});
