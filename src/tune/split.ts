import { Random } from '../base/random';
import type { Recordings } from './recordings';

export interface Split {
  readonly training: Recordings;
  readonly heldOut: Recordings;
}

/** Part of the recordings that is held out. */
const HELD_OUT_PART = 0.2;

/**
 * Divides recordings into those that are trained on and those that are held out, by recording and by seed, a fifth of each kind but one at least; of a single
 * recording the last fifth. So of each noise where there are too few for a fifth: each is a sound of its own, and one that is held out whole is not learnt at all.
 * Never by chunk: neighbouring chunks of one recording know each other.
 */
export function splitRecordings(recordings: Recordings, seed: number): Split {
  const pairs = divide(recordings.pairs, seed, (pair, from, to) => ({
    ...pair,
    clean: pair.clean.slice(cut(pair.clean, from), cut(pair.clean, to)),
    noisy: pair.noisy.slice(cut(pair.noisy, from), cut(pair.noisy, to)),
  }));
  const single = <T extends { readonly samples: Float32Array }>(item: T, from: number, to: number): T => ({
    ...item,
    samples: item.samples.slice(cut(item.samples, from), cut(item.samples, to)),
  });
  const speech = divide(recordings.speech, seed + 1, single);
  const noise = divide(recordings.noise, seed + 2, single, Math.round(1 / HELD_OUT_PART));
  const noisy = divide(recordings.noisy, seed + 3, single, Math.round(1 / HELD_OUT_PART));
  return {
    training: { pairs: pairs[0], speech: speech[0], noise: noise[0], noisy: noisy[0] },
    heldOut: { pairs: pairs[1], speech: speech[1], noise: noise[1], noisy: noisy[1] },
  };
}

function cut(samples: Float32Array, part: number): number {
  return Math.round(samples.length * part);
}

/** By recording where there are at least `fewest`, else by time. */
function divide<T>(items: readonly T[], seed: number, piece: (item: T, from: number, to: number) => T, fewest = 2): [T[], T[]] {
  if (items.length < fewest)
    return [items.map((item) => piece(item, 0, 1 - HELD_OUT_PART)), items.map((item) => piece(item, 1 - HELD_OUT_PART, 1))];
  const order = new Random(seed).shuffled([...items.keys()]);
  const heldOut = new Set(order.slice(0, Math.max(1, Math.round(items.length * HELD_OUT_PART))));
  return [items.filter((_, i) => !heldOut.has(i)), items.filter((_, i) => heldOut.has(i))];
}
