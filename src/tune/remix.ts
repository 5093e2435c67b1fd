import { type Tensor3D, tensor } from '@tensorflow/tfjs-core';
import { Random } from '../base/random';
import type { TuneOptions } from '../base/tuning';
import { NUM_BANDS } from '../dsp/constants';
import { addUp, type Batch, type Item, writeItemFeatures } from './batch';
import { type Mixer, SEGMENT_FRAMES } from './mixer';

/** Gains [count, SEGMENT_FRAMES, NUM_BANDS] of the teacher for features of that shape. */
export type Teacher = (features: Tensor3D) => Promise<Float32Array>;

/**
 * A batch from recordings without a clean twin: the teacher tells speech and noise apart, the noises are exchanged between the items, and the model has to find the
 * teacher's speech in the remixes. Items with a clean reference come beside them where there are any. Source: Tzinis et al. 2022, RemixIT, section III.
 */
export async function remixed(mixer: Mixer, step: number, options: TuneOptions, teacher: Teacher): Promise<Batch> {
  const { ownItems, rehearsedItems, seed } = options;
  const supervised = mixer.hasSupervised ? Math.floor(ownItems / 2) : 0;
  const items = await remixedItems(mixer, new Random(seed, step, 11), mixer.noisySegments(step, ownItems - supervised), teacher);
  return addUp([...items, ...mixer.items(step, supervised, rehearsedItems)], SEGMENT_FRAMES, mixer.options.causal);
}

/** Items remixed from segments of noisy energies. */
export async function remixedItems(mixer: Mixer, random: Random, segments: readonly Float32Array[], teacher: Teacher): Promise<Item[]> {
  const size = SEGMENT_FRAMES * NUM_BANDS;
  const noisy = new Float32Array(segments.length * size);
  const features = new Float32Array(noisy.length);
  for (const [i, segment] of segments.entries()) {
    noisy.set(segment, i * size);
    writeItemFeatures(noisy, i * size, SEGMENT_FRAMES, mixer.options.causal, features);
  }
  const input = tensor(features, [segments.length, SEGMENT_FRAMES, NUM_BANDS]) as Tensor3D;
  const gains = await teacher(input);
  input.dispose();
  const part = (n: number, of: (gain: number) => number): Float32Array =>
    Float32Array.from({ length: size }, (_, i) => noisy[n * size + i]! * of(gains[n * size + i]!) ** 2);
  const order = random.shuffled([...segments.keys()]);
  return segments.map((_, n) => ({ speech: part(n, (g) => g), noise: part(order[n]!, (g) => 1 - g), cosine: mixer.angles(random) }));
}
