import type { Random } from '../base/random';
import { NUM_BANDS } from '../dsp/constants';
import type { Item } from './batch';
import { meanFrameEnergy } from './material';
import { ENERGY_FLOOR, type PairTrack, type Track } from './tracks';

/** Mean pause between two short recordings of speech that are joined, frames. */
const PAUSE_FRAMES = 20;

/** Speech [frames, NUM_BANDS]: a stretch of one recording, or short ones one behind the other with pauses. `next` gives the recordings to draw from. */
export function speechSegment(random: Random, next: () => Track, frames: number): Float32Array {
  const out = new Float32Array(frames * NUM_BANDS).fill(ENERGY_FLOOR);
  const first = next();
  if (first.numFrames >= frames) return stretch(first.energies, random.index(first.numFrames - frames + 1), frames);
  let track = first;
  let at = random.index(2 * PAUSE_FRAMES);
  while (at < frames) {
    const take = Math.min(track.numFrames, frames - at);
    out.set(track.energies.subarray(0, take * NUM_BANDS), at * NUM_BANDS);
    at += take + Math.floor(-PAUSE_FRAMES * Math.log(1 - random.uniform()));
    track = next();
  }
  return out;
}

/** Noise [frames, NUM_BANDS]: a stretch of a recording, or a short one repeated from anywhere. */
export function noiseSegment(random: Random, track: Track, frames: number): Float32Array {
  if (track.numFrames >= frames) return stretch(track.energies, random.index(track.numFrames - frames + 1), frames);
  return repeated(track.energies, random.index(track.numFrames), frames);
}

/** A stretch of a pair from anywhere, its parts kept together; one that is too short is filled up with its noise alone. */
export function pairSegment(random: Random, pair: PairTrack, frames: number): Item {
  return stretchOfPair(pair, pair.numFrames >= frames ? random.index(pair.numFrames - frames + 1) : 0, frames);
}

/** The stretch of a pair from a frame on; behind its end its noise goes on alone. */
export function stretchOfPair(pair: PairTrack, start: number, frames: number): Item {
  if (start + frames <= pair.numFrames) {
    return {
      speech: stretch(pair.speech, start, frames),
      noise: stretch(pair.noise, start, frames),
      cosine: stretch(pair.cosine, start, frames),
    };
  }
  const speech = new Float32Array(frames * NUM_BANDS).fill(ENERGY_FLOOR);
  speech.set(pair.speech.subarray(start * NUM_BANDS));
  return { speech, noise: repeated(pair.noise, start, frames), cosine: repeated(pair.cosine, start, frames) };
}

/** Energies times a factor, in place. */
export function scaled(energies: Float32Array, factor: number): Float32Array {
  for (let i = 0; i < energies.length; i++) energies[i]! *= factor;
  return energies;
}

/** Lays another noise over one, in place, at a level against its own, dB. Energies of unrelated noises add up. */
export function layOver(under: Float32Array, other: Float32Array, levelDb: number): void {
  const level = 10 ** (levelDb / 10) * (meanFrameEnergy(under) / Math.max(meanFrameEnergy(other), 1e-12));
  for (let i = 0; i < under.length; i++) under[i]! += level * other[i]!;
}

/** Energies without those of bands from `numBands` on, in place. */
export function emptyAbove(numBands: number, energies: Float32Array): Float32Array {
  for (let at = numBands; numBands < NUM_BANDS && at < energies.length; at += NUM_BANDS) energies.fill(0, at, at + NUM_BANDS - numBands);
  return energies;
}

function stretch(energies: Float32Array, start: number, frames: number): Float32Array {
  return energies.slice(start * NUM_BANDS, (start + frames) * NUM_BANDS);
}

function repeated(energies: Float32Array, start: number, frames: number): Float32Array {
  const numFrames = energies.length / NUM_BANDS;
  const out = new Float32Array(frames * NUM_BANDS);
  for (let t = 0; t < frames; t++) {
    const from = ((start + t) % numFrames) * NUM_BANDS;
    out.set(energies.subarray(from, from + NUM_BANDS), t * NUM_BANDS);
  }
  return out;
}
