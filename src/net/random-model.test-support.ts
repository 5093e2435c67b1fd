import { ARCHITECTURES, weightShapes } from './architecture';
import type { Model } from './model';
import type { NamedTensor } from './safetensors';

/** A model of a named architecture with seeded weights, scaled so that gains spread over 0...1. */
export function randomModel(name: string, seed = 1): Model {
  const architecture = ARCHITECTURES.find((a) => a.name === name);
  if (!architecture) throw new Error(`no architecture ${name}`);
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const weights = new Map<string, NamedTensor>();
  for (const [key, shape] of weightShapes(architecture)) {
    const size = shape.reduce((a, b) => a * b, 1);
    const fanIn = size / (shape[0] ?? 1);
    weights.set(key, { shape, values: Float32Array.from({ length: size }, () => uniform() * Math.sqrt(3 / Math.max(fanIn, 16))) });
  }
  return { architecture, weights, sha256: '', metadata: {} };
}
