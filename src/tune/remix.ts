import { type Tensor3D, tensor } from '@tensorflow/tfjs-core';
import { Random } from '../base/random';
import type { TuneOptions } from '../base/tuning';
import { NUM_BANDS } from '../dsp/constants';
import { addUp, type Batch, type Item, writeItemFeatures } from './batch';
import { meanFrameEnergy } from './material';
import { type Mixer, SEGMENT_FRAMES } from './mixer';
import { scaled } from './segments';

/** Gains [count, SEGMENT_FRAMES, NUM_BANDS] of the teacher for features of that shape. */
export type Teacher = (features: Tensor3D) => Promise<Float32Array>;

/** Part of the user's items that is remixed: their voice as the teacher hears it. The others are their noise under voices of the rehearsal set. */
const REMIXED = 0.2;

/**
 * A batch from recordings without a clean twin: the teacher tells the speech apart, other noise that was heard in the recordings is laid under it, and the model has to
 * find the teacher's speech again. Items with a clean reference come beside them. Source: Tzinis et al. 2022, RemixIT, section III; its noises are exchanged within a
 * batch, these are drawn from all recordings.
 */
export async function remixed(mixer: Mixer, step: number, options: TuneOptions, teacher: Teacher): Promise<Batch> {
  const { ownItems, rehearsedItems, seed } = options;
  const count = Math.max(1, Math.round(ownItems * REMIXED));
  const items = await remixedItems(mixer, new Random(seed, step, 11), count, teacher);
  return addUp([...items, ...mixer.items(step, ownItems - count, rehearsedItems)], SEGMENT_FRAMES, mixer.options.causal);
}

async function remixedItems(mixer: Mixer, random: Random, count: number, teacher: Teacher): Promise<Item[]> {
  const size = SEGMENT_FRAMES * NUM_BANDS;
  const noisy = new Float32Array(count * size);
  const features = new Float32Array(noisy.length);
  for (const [i, segment] of mixer.noisySegments(random, count).entries()) {
    noisy.set(segment, i * size);
    writeItemFeatures(noisy, i * size, SEGMENT_FRAMES, mixer.options.causal, features);
  }
  const input = tensor(features, [count, SEGMENT_FRAMES, NUM_BANDS]) as Tensor3D;
  const gains = await teacher(input);
  input.dispose();
  return Array.from({ length: count }, (_, n) => {
    const energies = noisy.subarray(n * size, (n + 1) * size);
    const speech = energies.map((v, i) => v * gains[n * size + i]! ** 2);
    const left = meanFrameEnergy(energies.map((v, i) => v - speech[i]!));
    const noise = mixer.noise(random);
    return { speech, noise: scaled(noise, left / Math.max(meanFrameEnergy(noise), 1e-12)), cosine: mixer.angles(random) };
  });
}
