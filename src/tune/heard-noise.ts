import { type Tensor3D, tensor } from '@tensorflow/tfjs-core';
import { NUM_BANDS } from '../dsp/constants';
import { writeItemFeatures } from './batch';
import { activeEnergy, type Material, meanFrameEnergy, type NoiseTrack } from './material';
import type { Teacher } from './remix';
import { ENERGY_FLOOR, type Track } from './tracks';

/** Frames that the model is shown at a time, and how many of them at either end only serve as context. */
const CHUNK_FRAMES = 480;
const CONTEXT_FRAMES = 60;
/** Gains up to which a band at a moment is taken for noise alone. */
const NOISE_GAIN = 0.3;
/** A band of which less than this part is noise alone tells nothing of its noise; it keeps what the gains leave of it. */
const LEAST_PART = 0.03;

/** The material, and beside its noises those that the model hears in its noisy recordings. */
export async function withHeardNoise(material: Material, causal: boolean, teacher: Teacher): Promise<Material> {
  const noise: NoiseTrack[] = [...material.noise];
  for (const { name, track } of material.noisy) {
    const gains = await gainsOf(track, causal, teacher);
    const heard = noiseIn(track, gains);
    const speech = track.energies.map((v, i) => v * gains[i]! ** 2);
    noise.push({
      name,
      track: heard,
      snrDb: 10 * Math.log10(Math.max(activeEnergy(speech), ENERGY_FLOOR) / meanFrameEnergy(heard.energies)),
    });
  }
  return { ...material, noise };
}

/**
 * The noise of a recording, by gains [numFrames, NUM_BANDS] that leave its speech: where a band is speech, the noise goes on as it was in that band before and as it
 * will be behind, mirrored at both ends, since subtraction would leave holes that tell where somebody spoke.
 */
export function noiseIn({ numFrames, energies }: Track, gains: Float32Array): Track {
  const out = new Float32Array(energies.length);
  for (let b = 0; b < NUM_BANDS; b++) {
    const alone: number[] = [];
    for (let t = 0; t < numFrames; t++) if (gains[t * NUM_BANDS + b]! <= NOISE_GAIN) alone.push(t);
    const known = alone.length >= LEAST_PART * numFrames;
    const left = (t: number): number => energies[t * NUM_BANDS + b]! * (1 - gains[t * NUM_BANDS + b]! ** 2);
    for (let t = 0, next = 0; t < numFrames; t++) {
      const isNoise = alone[next] === t;
      if (isNoise) next++;
      const from = known && !isNoise ? mirrored(alone, next, t) : t;
      out[t * NUM_BANDS + b] = Math.max(left(from), ENERGY_FLOOR);
    }
  }
  return { numFrames, energies: out };
}

/** The frame that stands in for frame `t`, which lies before `alone[next]`: as many frames of noise away from the nearer end of its gap as `t` itself is. */
function mirrored(alone: readonly number[], next: number, t: number): number {
  const [before, behind] = [alone[next - 1], alone[next]];
  const fromBefore = before === undefined ? Number.POSITIVE_INFINITY : t - before;
  const fromBehind = behind === undefined ? Number.POSITIVE_INFINITY : behind - t;
  const place = fromBefore <= fromBehind ? next - fromBefore : next - 1 + fromBehind;
  return alone[Math.min(alone.length - 1, Math.max(0, place))]!;
}

/** Gains [numFrames, NUM_BANDS] of a whole recording, a chunk with its context at a time. */
async function gainsOf({ numFrames, energies }: Track, causal: boolean, teacher: Teacher): Promise<Float32Array> {
  const out = new Float32Array(energies.length);
  for (let start = 0; start < numFrames; start += CHUNK_FRAMES - 2 * CONTEXT_FRAMES) {
    const from = Math.max(0, start - CONTEXT_FRAMES);
    const frames = Math.min(CHUNK_FRAMES, numFrames - from);
    const features = new Float32Array(frames * NUM_BANDS);
    writeItemFeatures(energies.subarray(from * NUM_BANDS, (from + frames) * NUM_BANDS), 0, frames, causal, features);
    const input = tensor(features, [1, frames, NUM_BANDS]) as Tensor3D;
    const gains = await teacher(input);
    input.dispose();
    out.set(gains.subarray((start - from) * NUM_BANDS), start * NUM_BANDS);
  }
  return out;
}
