import type { TrainedLayers } from '../base/tuning';
import { type Architecture, weightShapes } from '../net/architecture';

/** Block from which on `upper` trains. */
function firstUpperBlock(architecture: Architecture): number {
  return Math.ceil(architecture.dilations.length / 2);
}

/** Names of the weights that are trained, in the model file's order. */
export function trainedNames(architecture: Architecture, layers: TrainedLayers): string[] {
  const names = [...weightShapes(architecture).keys()];
  if (layers === 'all') return names;
  const first = layers === 'upper' ? firstUpperBlock(architecture) : Number.POSITIVE_INFINITY;
  return names.filter((name) => {
    const block = /^blocks\.(\d+)\./.exec(name)?.[1];
    return block === undefined ? !/^(encode\.|place$)/.test(name) : Number(block) >= first;
  });
}
