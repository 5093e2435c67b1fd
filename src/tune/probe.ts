import type { Backend } from '../net/backend-parts';
import { TuneSession } from './session';
import type { TuneSetup } from './session-types';

/** How long things take here. */
export interface Probe {
  readonly stepSec: number;
  readonly evaluationSec: number;
}

/** Steps of the probe; the first is not counted, since it compiles shaders and grows memory. */
const STEPS = 3;

/** Measures steps and an evaluation with a session that is thrown away. @throws what `TuneSession` throws */
export async function probe(signal: AbortSignal, backend: Backend, setup: TuneSetup): Promise<Probe> {
  const options = { ...setup.options, steps: STEPS, evaluateEvery: STEPS };
  const session = await TuneSession.create({ ...setup, options });
  const atMs: { step: number[]; evaluation: number[] } = { step: [], evaluation: [] };
  try {
    let lastMs = performance.now();
    for await (const { kind } of session.run(signal, backend)) {
      atMs[kind].push(performance.now() - lastMs);
      lastMs = performance.now();
    }
  } finally {
    session.dispose();
  }
  const meanSec = ([, ...later]: readonly number[]): number => later.reduce((a, b) => a + b, 0) / Math.max(1, later.length) / 1000;
  return { stepSec: meanSec(atMs.step), evaluationSec: meanSec(atMs.evaluation) };
}

/** Seconds that a training takes at most; an early stop may end it before. */
export function estimateSec({ stepSec, evaluationSec }: Probe, { steps, evaluateEvery }: TuneSetup['options']): number {
  return steps * stepSec + (1 + Math.ceil(steps / evaluateEvery)) * evaluationSec;
}
