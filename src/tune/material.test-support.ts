import { Random } from '../base/random';
import type { TuneOptions } from '../base/tuning';
import { NUM_BANDS } from '../dsp/constants';
import { randomModel } from '../net/random-model.test-support';
import { type Material, NO_MATERIAL, type PairMaterial } from './material';
import { PRESETS } from './options';
import type { TuneSetup } from './session-types';
import type { Track } from './tracks';

/** Energies that come and go like speech (`bursts`) or stay, with a spectrum of their own. */
export function randomTrack(seed: number, numFrames: number, bursts: boolean): Track {
  const random = new Random(seed);
  const shape = Float32Array.from({ length: NUM_BANDS }, () => 10 ** random.between(-2, 0));
  const energies = Float32Array.from({ length: numFrames * NUM_BANDS }, (_, i) => {
    const frame = Math.floor(i / NUM_BANDS);
    const on = !bursts || frame % 40 < 25 ? 1 : 1e-5;
    return on * shape[i % NUM_BANDS]! * -Math.log(1 - random.uniform());
  });
  return { numFrames, energies };
}

export function randomPair(seed: number, numFrames = 300): PairMaterial {
  const random = new Random(seed, 9);
  const cosine = Float32Array.from({ length: numFrames * NUM_BANDS }, () => random.between(-0.5, 0.5));
  const pair = {
    numFrames,
    speech: randomTrack(seed, numFrames, true).energies,
    noise: randomTrack(seed + 1, numFrames, false).energies,
    cosine,
  };
  return { name: `pair ${seed}`, pair, snrDb: 3, swappable: true };
}

/** A small session on the architecture `test`. */
export function smallSetup(
  options: Partial<TuneOptions> = {},
  training: Partial<Material> = { pairs: [randomPair(1), randomPair(4)] },
): TuneSetup {
  const heldOut = 'noisy' in training ? training : { pairs: [randomPair(7)] };
  return {
    base: { ...randomModel('test'), sha256: 'base' },
    training: { ...NO_MATERIAL, ...training },
    heldOut: { ...NO_MATERIAL, ...heldOut },
    rehearsal: { speech: [randomTrack(20, 260, true)], noise: [randomTrack(21, 100, false)], numBands: 88 },
    options: { ...PRESETS.normal, steps: 6, ownItems: 2, rehearsedItems: 1, evaluateEvery: 3, ...options },
  };
}
