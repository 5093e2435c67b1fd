import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isAbort } from '../base/errors';
import { DNSMOS_SAMPLES } from '../base/figures';
import { Mutex } from '../base/mutex';
import { Random } from '../base/random';
import type { TuneEnd, TuneProgress } from '../base/tuning';
import { loadFft } from '../dsp/fft';
import { startBackend } from '../net/backend';
import { randomModel } from '../net/random-model.test-support';
import { PRESETS } from '../tune/options';
import { parseRehearsal } from '../tune/rehearsal';
import { Training, type TrainingState } from './training';

const SAMPLES = 48_000 * 3;

function noise(seed: number, level: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: SAMPLES }, (_, i) => level * (i % 24_000 < 14_000 ? 1 : 0.01) * random.normal());
}

function pair(seed: number): { name: string; clean: Float32Array; noisy: Float32Array } {
  const clean = noise(seed, 0.1);
  return { name: `pair ${seed}`, clean, noisy: noise(seed + 1, 0.05).map((v, i) => v + clean[i]!) };
}

/** A training of a tiny model on wasm, and what it has stored. */
async function smallTraining(): Promise<{ training: Training; stored: TrainingState[] }> {
  const backend = await startBackend('wasm', undefined);
  const stored: TrainingState[] = [];
  const host = { withRecovery: (_signal: AbortSignal, job: (b: typeof backend) => Promise<void>) => job(backend) };
  const store = { checkpoint: async (_id: string, state: TrainingState) => void stored.push(state) };
  const bundled = await parseRehearsal(new Uint8Array(readFileSync('public/rehearsal/rehearsal.bin')));
  const tools = { host, store, bundled, jobs: new Mutex(), library: await loadFft() };
  const start = {
    format: 1,
    recordings: { pairs: [pair(1), pair(3)], speech: [], noise: [], noisy: [] },
    options: { ...PRESETS.quick, steps: 8, evaluateEvery: 4, ownItems: 1, rehearsedItems: 1 },
    base: { ...randomModel('test'), sha256: 'base' },
    parent: 'tiny',
    minutes: 0.1,
  } as const;
  return { training: new Training('one', start, tools as never, undefined), stored };
}

it('a training that is paused and taken up at once goes on where it was', async () => {
  const { training, stored } = await smallTraining();
  const [first, second] = [new AbortController(), new AbortController()];
  const seen: TuneProgress[] = [];
  let going: Promise<TuneEnd> | undefined;
  const paused = await training
    .run(first.signal, ({ step }) => {
      if (step < 2 || going) return;
      first.abort();
      going = training.run(second.signal, (progress) => seen.push(progress));
    })
    .catch((error: unknown) => error);
  expect(isAbort(paused)).toBe(true);
  expect(await going).toMatchObject({ ended: 'finished', progress: { step: 8 } });
  expect(seen[0]?.step).toBe(3);
  expect(stored.map(({ checkpoint }) => checkpoint.step)).toContain(2);
  expect(stored.at(-1)?.result?.steps).toBe(8);
});

it('the sounds of a proof come with it as a rater takes them, the same of both models where nothing was learnt', async () => {
  const { training } = await smallTraining();
  const { proof, excerpts } = await training.prove(new AbortController().signal, 0);
  expect(proof.general.base).toEqual(proof.general.tuned);
  for (const set of [excerpts.own, excerpts.general]) {
    expect(set?.base.map(({ length }) => length)).toEqual([DNSMOS_SAMPLES]);
    expect(set?.tuned).toEqual(set?.base);
    expect(set?.base[0]?.some((v) => Math.abs(v) > 1e-3)).toBe(true);
  }
});
