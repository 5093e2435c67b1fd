import { FRAMES_PER_SEC } from '../../src/dsp/constants';
import type { Backend } from '../../src/net/backend-parts';
import type { Model } from '../../src/net/model';
import { randomPair, smallSetup } from '../../src/tune/material.test-support';
import { SEGMENT_FRAMES } from '../../src/tune/mixer';
import { PRESETS } from '../../src/tune/options';
import { TuneSession } from '../../src/tune/session';
import { median } from './measure';
import { fitStepSec } from './plain-layers';

/** What a step of fine-tuning costs beside one of `model.fit` on a plain layers model of the same size and batch. */
export interface TunePace {
  readonly model: string;
  readonly batchAudioSec: number;
  readonly stepSec: number;
  readonly stepsPerSec: number;
  /** Seconds that training on a minute of audio takes. */
  readonly secPerAudioMinute: number;
  /** The same by minutes of pairs that were given. */
  readonly stepSecByMinutes: Readonly<Record<number, number>>;
  readonly plainFitStepSec: number;
}

/** Items of a step: the presets' own. */
export const PRESET_BATCH = { ownItems: PRESETS.normal.ownItems, rehearsedItems: PRESETS.normal.rehearsedItems } as const;

type BatchItems = Pick<typeof PRESETS.normal, 'ownItems' | 'rehearsedItems'>;

async function ownStepSec(backend: Backend, base: Model, minutes: number, steps: number, items: BatchItems): Promise<number> {
  const pairs = [1, 2].map((seed) => randomPair(seed, Math.round((minutes * 60 * FRAMES_PER_SEC) / 2)));
  const options = { ...PRESETS.normal, ...items, steps: steps + 1, evaluateEvery: steps + 2 };
  const session = await TuneSession.create({ ...smallSetup(options, { pairs }), base });
  const tookSec: number[] = [];
  let lastMs = performance.now();
  try {
    for await (const { kind } of session.run(new AbortController().signal, backend)) {
      if (kind === 'step') tookSec.push((performance.now() - lastMs) / 1000);
      lastMs = performance.now();
    }
  } finally {
    session.dispose();
  }
  return median(tookSec.slice(1));
}

/** Measures both on the current backend. */
export async function measureTuning(
  backend: Backend,
  model: Model,
  steps: number,
  minutes: readonly number[],
  items: BatchItems,
): Promise<TunePace> {
  const size = items.ownItems + items.rehearsedItems;
  const batchAudioSec = (size * SEGMENT_FRAMES) / FRAMES_PER_SEC;
  const stepSecByMinutes: Record<number, number> = {};
  for (const given of minutes) stepSecByMinutes[given] = await ownStepSec(backend, model, given, steps, items);
  const plainFitStepSec = median(await fitStepSec(model.architecture, size, SEGMENT_FRAMES, steps));
  const stepSec = median(Object.values(stepSecByMinutes));
  return {
    model: model.architecture.name,
    batchAudioSec,
    stepSec,
    stepsPerSec: 1 / stepSec,
    secPerAudioMinute: (60 * stepSec) / batchAudioSec,
    stepSecByMinutes,
    plainFitStepSec,
  };
}
