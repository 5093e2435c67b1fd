import type { TunePlan } from '../base/tuning';
import type { MaterialState, TuningState } from './tuning-state';

/** In which way is learnt: from pairs, from mixes, from noisy recordings alone, or not at all. */
export type TuneWay = 'pairs' | 'mixes' | 'noisy' | 'none';

interface Plan {
  readonly way: TuneWay;
  readonly plan: TunePlan;
  /** Seconds of what is learnt from; a pair counts once. */
  readonly seconds: number;
}

function ready(material: readonly MaterialState[], kind: MaterialState['kind']): MaterialState[] {
  return material.filter((m) => m.kind === kind && m.handle);
}

/** What can be learnt from the material as it is: the best reference there is decides. */
export function planOf({ material, pairs }: TuningState): Plan {
  const idOf = (key: number): number => material.find((m) => m.key === key)?.handle?.materialId ?? -1;
  const ids = (items: readonly MaterialState[]): number[] => items.map(({ handle }) => handle?.materialId ?? -1);
  const secondsOf = (items: readonly MaterialState[]): number => items.reduce((sum, { handle }) => sum + (handle?.seconds ?? 0), 0);
  const good = pairs.filter(({ check, sameAs }) => check && sameAs === undefined);
  const noise = ready(material, 'noise');
  const clean = ready(material, 'clean').filter(({ key }) => !good.some(({ cleanKey }) => cleanKey === key));
  const noisy = ready(material, 'noisy');
  const none: TunePlan = { pairs: [], speech: [], noise: [], noisy: [] };
  if (good.length > 0) {
    const plan = {
      ...none,
      pairs: good.map(({ cleanKey, noisyKey }) => ({ cleanId: idOf(cleanKey), noisyId: idOf(noisyKey) })),
      noise: ids(noise),
    };
    return { way: 'pairs', plan, seconds: good.reduce((sum, { check }) => sum + (check?.seconds ?? 0), 0) };
  }
  if (clean.length > 0 && noise.length > 0)
    return { way: 'mixes', plan: { ...none, speech: ids(clean), noise: ids(noise) }, seconds: secondsOf([...clean, ...noise]) };
  if (noisy.length > 0 && clean.length === 0)
    return { way: 'noisy', plan: { ...none, noisy: ids(noisy), noise: ids(noise) }, seconds: secondsOf(noisy) };
  return { way: 'none', plan: none, seconds: 0 };
}
