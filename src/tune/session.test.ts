import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { startBackend } from '../net/backend';
import type { Backend } from '../net/backend-parts';
import { randomPair, randomTrack, smallSetup } from './material.test-support';
import { estimateSec, probe } from './probe';
import { TuneSession } from './session';
import type { TuneEvent, TuneResult, TuneSetup } from './session-types';

// Each of these trains for some dozens of steps; on a busy machine that takes longer than Vitest's five seconds.
vi.setConfig({ testTimeout: 60_000 });

const never = new AbortController().signal;
let backend: Backend;

beforeAll(async () => {
  backend = await startBackend('wasm', undefined);
});

async function finish(session: TuneSession): Promise<{ events: TuneEvent[]; result: TuneResult }> {
  const events: TuneEvent[] = [];
  const run = session.run(never, backend);
  for (let next = await run.next(); ; next = await run.next()) {
    if (next.done) return { events, result: next.value };
    events.push(next.value);
  }
}

async function trained(setup: TuneSetup): Promise<{ weights: Float32Array; result: TuneResult; events: TuneEvent[] }> {
  const session = await TuneSession.create(setup);
  const { events, result } = await finish(session);
  const weights = (await session.current()).get('blocks.0.dilated.weight')!.values;
  session.dispose();
  return { weights, result, events };
}

describe('a fine-tuning', () => {
  it('learns: the loss on held-out material falls, and the best weights are kept', async () => {
    const { result, events } = await trained(smallSetup({ steps: 40, evaluateEvery: 10, learningRate: 1e-2 }));
    expect(result.bestLoss).toBeLessThan(result.baseLoss - 0.001);
    expect(events.filter((e) => e.kind === 'step')).toHaveLength(40);
    expect(events.filter((e) => e.kind === 'evaluation').map((e) => e.step)).toEqual([0, 10, 20, 30, 40]);
  });

  it('gives the same weights for the same seed, and others for another', async () => {
    const [a, b, c] = [await trained(smallSetup()), await trained(smallSetup()), await trained(smallSetup({ seed: 2 }))];
    expect(a.weights).toEqual(b.weights);
    expect(a.weights).not.toEqual(c.weights);
  });

  it('goes on from a checkpoint to the same weights', async () => {
    const straight = await trained(smallSetup());
    const first = await TuneSession.create(smallSetup());
    for await (const event of first.run(never, backend)) if (event.kind === 'step' && event.step === 4) break;
    const checkpoint = structuredClone(await first.checkpoint());
    first.dispose();
    const second = await TuneSession.create(smallSetup(), checkpoint);
    await finish(second);
    expect((await second.current()).get('blocks.0.dilated.weight')!.values).toEqual(straight.weights);
    second.dispose();
  });

  it('refuses a checkpoint of another model or of other options', async () => {
    const session = await TuneSession.create(smallSetup());
    const checkpoint = await session.checkpoint();
    session.dispose();
    await expect(TuneSession.create(smallSetup({ seed: 3 }), checkpoint)).rejects.toMatchObject({ code: 'finetune/checkpoint' });
    const other = { ...smallSetup(), base: { ...smallSetup().base, sha256: 'other' } };
    await expect(TuneSession.create(other, checkpoint)).rejects.toMatchObject({ code: 'finetune/checkpoint' });
  });

  it('leaves the base model as it was, and can be cancelled between steps', async () => {
    const setup = smallSetup();
    const before = setup.base.weights.get('encode.weight')!.values.slice();
    const session = await TuneSession.create(setup);
    const controller = new AbortController();
    const run = async (): Promise<void> => {
      for await (const event of session.run(controller.signal, backend)) if (event.kind === 'step') controller.abort();
    };
    await expect(run()).rejects.toMatchObject({ name: 'AbortError' });
    expect(session.step).toBe(1);
    expect(setup.base.weights.get('encode.weight')!.values).toEqual(before);
    session.dispose();
  });

  it.each(['upper', 'output'] as const)('of the %s layers leaves the others untouched', async (layers) => {
    const setup = smallSetup({ layers });
    const session = await TuneSession.create(setup);
    await finish(session);
    const after = await session.current();
    const changed = [...after.keys()].filter((name) =>
      after.get(name)!.values.some((v, i) => v !== setup.base.weights.get(name)!.values[i]),
    );
    const expected = [
      'code',
      'skip',
      'gains',
      ...(layers === 'upper' ? ['blocks.1.dilated', 'blocks.1.mix', 'blocks.1.down', 'blocks.1.up'] : []),
    ];
    expect(changed.sort()).toEqual(expected.flatMap((name) => [`${name}.bias`, `${name}.weight`]).sort());
    session.dispose();
  });

  it('stops at numbers that are not finite, and keeps the best weights before them', async () => {
    const pair = randomPair(1);
    pair.pair.speech.fill(Number.NaN);
    const setup = smallSetup({}, { pairs: [pair] });
    const session = await TuneSession.create(setup);
    const { result } = await finish(session);
    expect(result).toMatchObject({ ended: 'diverged', bestStep: 0 });
    expect(session.best).toBe(setup.base.weights);
    session.dispose();
  });

  it('ends early when nothing gets better, but not while the learning rate is high', async () => {
    const { result } = await trained(smallSetup({ steps: 20, evaluateEvery: 1, patience: 3, learningRate: 0 }));
    expect(result).toMatchObject({ ended: 'early-stop', steps: 10 + 3, bestStep: 0 });
  });

  it('holds as many tensors after 500 steps as after the first, and none in the end', async () => {
    const before = memory().numTensors;
    const session = await TuneSession.create(smallSetup({ steps: 500, evaluateEvery: 100, patience: 9, ownItems: 1, rehearsedItems: 0 }));
    const counts: number[] = [];
    const bytes: number[] = [];
    for await (const event of session.run(never, backend)) {
      if (event.kind !== 'step') continue;
      counts.push(memory().numTensors);
      bytes.push(memory().numBytes);
    }
    expect(counts).toHaveLength(500);
    expect(new Set(counts).size).toBe(1);
    expect(new Set(bytes).size).toBe(1);
    session.dispose();
    expect(memory().numTensors).toBe(before);
  }, 300_000);

  it('learns from noisy recordings alone', async () => {
    const noisy = [30, 31, 32].map((seed) => {
      const [speech, noise] = [randomTrack(seed, 280, true), randomTrack(seed + 50, 280, false)];
      return { name: String(seed), track: { numFrames: 280, energies: speech.energies.map((v, i) => v + noise.energies[i]!) } };
    });
    const { result } = await trained(smallSetup({ steps: 8, learningRate: 2e-3 }, { noisy }));
    expect(result.ended).toBe('finished');
    expect(result.bestLoss).toBeLessThan(result.baseLoss);
  });

  it('needs material', async () => {
    await expect(TuneSession.create(smallSetup({}, {}))).rejects.toMatchObject({ code: 'finetune/no-material' });
  });

  it('refuses to train against a discriminator that is not there', async () => {
    await expect(TuneSession.create(smallSetup({ adversarial: true }))).rejects.toMatchObject({ code: 'weights/missing' });
  });

  it('is timed by a probe that leaves nothing behind', async () => {
    const before = memory().numTensors;
    const { stepSec, evaluationSec } = await probe(never, backend, smallSetup());
    expect(stepSec).toBeGreaterThan(0);
    expect(evaluationSec).toBeGreaterThan(0);
    expect(memory().numTensors).toBe(before);
  });

  it('takes as long as its steps and evaluations', () => {
    const options = { ...smallSetup().options, steps: 100, evaluateEvery: 30 };
    expect(estimateSec({ stepSec: 2, evaluationSec: 10 }, options)).toBe(100 * 2 + (1 + 4) * 10);
  });
});
