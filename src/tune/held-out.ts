import { LimpidError } from '../base/errors';
import { addUp, type Batch, type Item } from './batch';
import { activeEnergy, type Material, type PairMaterial } from './material';
import { Mixer, SEGMENT_FRAMES } from './mixer';
import { scaled, stretchOfPair } from './segments';
import type { TuneSetup } from './session-types';

/** Most items that an evaluation looks at: about half a minute. */
const MOST_ITEMS = 8;
/** Draws of the held-out mixes; they are the same whatever the seed of training. */
const SEED = 20;

/**
 * The batch on which evaluations are made: pairs as they were recorded, side by side; without pairs, mixes of held-out speech and noise. There has to be
 * one of them.
 */
export function heldOutBatch({ base, heldOut, rehearsal, options }: TuneSetup): Batch {
  const { causal } = base.architecture;
  if (heldOut.pairs.length > 0) return addUp(itemsOfPairs(heldOut.pairs), SEGMENT_FRAMES, causal);
  return new Mixer(heldOut, rehearsal, { seed: SEED, snrRangeDb: options.snrRangeDb, causal }).batch(0, MOST_ITEMS, 0);
}

/** Stretches spread evenly over all pairs. */
function itemsOfPairs(pairs: readonly PairMaterial[]): Item[] {
  const places = pairs.flatMap(({ pair }) => {
    const count = Math.max(1, Math.floor(pair.numFrames / SEGMENT_FRAMES));
    return Array.from({ length: count }, (_, i) => ({ pair, start: i * SEGMENT_FRAMES }));
  });
  const count = Math.min(MOST_ITEMS, places.length);
  return Array.from({ length: count }, (_, i) => {
    const { pair, start } = places[Math.floor((i * places.length) / count)]!;
    const { speech, noise, cosine } = stretchOfPair(pair, start, SEGMENT_FRAMES);
    const level = 1 / Math.max(activeEnergy(speech), 1e-12);
    return { speech: scaled(speech, level), noise: scaled(noise, level), cosine };
  });
}

/** Whether anything can be learnt from. */
export function isEmpty({ pairs, speech, noise, noisy }: Material): boolean {
  return pairs.length + speech.length + noise.length + noisy.length === 0;
}

/** What is said where nothing can be learnt from. */
export function noMaterial(): LimpidError {
  return new LimpidError('finetune/no-material', 'There is nothing to learn from: give pairs, clean speech, noise, or noisy recordings.');
}
