import { LEVEL_FLOOR, NUM_BANDS } from '../dsp/constants';
import { levelRange, meanEnergy, writeFeatures } from '../dsp/features';
import { ENERGY_FLOOR } from './tracks';

/** What a step of training needs; arrays are [size, frames, NUM_BANDS], energies of an item on one level. */
export interface Batch {
  readonly size: number;
  readonly frames: number;
  readonly features: Float32Array;
  readonly noisy: Float32Array;
  readonly clean: Float32Array;
  /** Cosine of the angle between the noisy and the clean signal in each band. */
  readonly cosine: Float32Array;
}

/** Speech, noise and the cosine between them: [frames, NUM_BANDS] each, before they are added. */
export interface Item {
  readonly speech: Float32Array;
  readonly noise: Float32Array;
  readonly cosine: Float32Array;
}

/**
 * Adds speech and noise in the band domain: E_y = E_s + E_n + 2 sqrt(E_s E_n) c, and the angle between sum and speech follows. The twin of `Mixer.batch` in
 * training/limpid_training/mixing.py.
 */
export function addUp(items: readonly Item[], frames: number, causal: boolean): Batch {
  const itemSize = frames * NUM_BANDS;
  const part = (): Float32Array => new Float32Array(items.length * itemSize);
  const batch = { size: items.length, frames, features: part(), noisy: part(), clean: part(), cosine: part() };
  for (const [n, { speech, noise, cosine }] of items.entries()) {
    const start = n * itemSize;
    for (let i = 0; i < itemSize; i++) {
      const s = Math.max(speech[i]!, ENERGY_FLOOR);
      const e = Math.max(noise[i]!, ENERGY_FLOOR);
      const cross = Math.sqrt(s * e) * cosine[i]!;
      const y = Math.max(s + e + 2 * cross, ENERGY_FLOOR);
      batch.clean[start + i] = s;
      batch.noisy[start + i] = y;
      batch.cosine[start + i] = Math.max(-1, Math.min(1, (s + cross) / Math.sqrt(s * y)));
    }
    writeItemFeatures(batch.noisy, start, frames, causal, batch.features);
  }
  return batch;
}

/** Features of one item, its local level taken within the item alone. */
export function writeItemFeatures(noisy: Float32Array, start: number, frames: number, causal: boolean, out: Float32Array): void {
  const prefix = new Float64Array(frames + 1);
  for (let t = 0; t < frames; t++) prefix[t + 1] = prefix[t]! + meanEnergy(noisy, start + t * NUM_BANDS);
  for (let t = 0; t < frames; t++) {
    const [low, high] = levelRange(t, frames, causal);
    const level = Math.max((prefix[high]! - prefix[low]!) / (high - low), LEVEL_FLOOR);
    writeFeatures(noisy, start + t * NUM_BANDS, level, out, start + t * NUM_BANDS);
  }
}
