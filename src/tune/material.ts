import { NUM_BANDS } from '../dsp/constants';
import type { FftLibrary } from '../dsp/fft';
import { snrDbOf } from './prepare';
import type { AlignedPair, NamedSamples, Recordings } from './recordings';
import { type PairTrack, pairTrackOf, type Track, trackOf } from './tracks';

/** Noise that is more like its own speech than this is a distortion of it: a room, another microphone, clipping. */
const LIKE_SPEECH = 0.2;

/** A clean recording and the same moment with noise, in bands. */
export interface PairMaterial {
  readonly name: string;
  readonly pair: PairTrack;
  /** Speech against noise over the frames with speech, dB. */
  readonly snrDb: number;
  /** Whether the noise may be laid under other speech: not where it is a distortion of its own speech. */
  readonly swappable: boolean;
}

/** A recording of one kind, in bands. */
export interface NamedTrack {
  readonly name: string;
  readonly track: Track;
}

/** Noise alone, in bands. */
export interface NoiseTrack extends NamedTrack {
  /** SNR of the recording that it was heard in, dB, if it was not given by itself. */
  readonly snrDb?: number;
}

/** What is learnt from. Recordings with noise and no clean twin are learnt from by what the model itself tells apart. */
export interface Material {
  readonly pairs: readonly PairMaterial[];
  readonly speech: readonly NamedTrack[];
  readonly noise: readonly NoiseTrack[];
  readonly noisy: readonly NamedTrack[];
}

export const NO_MATERIAL: Material = { pairs: [], speech: [], noise: [], noisy: [] };

/** General speech and noise that are shown beside the user's own, so that nothing is forgotten. */
export interface Rehearsal {
  readonly speech: readonly Track[];
  readonly noise: readonly Track[];
  /** Bands from the bottom in which its speech has energy at all; what it is mixed with is cut there too. */
  readonly numBands: number;
}

export const NO_REHEARSAL: Rehearsal = { speech: [], noise: [], numBands: NUM_BANDS };

/** Bands of everything that was given to learn from. */
export function materialOf(library: FftLibrary, { pairs, speech, noise, noisy }: Recordings): Material {
  const track = ({ name, samples }: NamedSamples): NamedTrack => ({ name, track: trackOf(library, samples) });
  return {
    pairs: pairs.map((pair) => pairMaterial(library, pair)),
    speech: speech.map(track),
    noise: noise.map(track),
    noisy: noisy.map(track),
  };
}

function pairMaterial(library: FftLibrary, aligned: AlignedPair): PairMaterial {
  const { name, clean, noisy } = aligned;
  const pair = pairTrackOf(
    library,
    clean,
    noisy.map((v, i) => v - clean[i]!),
  );
  return { name, pair, snrDb: snrDbOf(aligned), swappable: likeness(pair) < LIKE_SPEECH };
}

/** Energy of each frame [numFrames], summed over bands. */
export function frameEnergies(energies: Float32Array): Float32Array {
  const out = new Float32Array(energies.length / NUM_BANDS);
  for (let t = 0; t < out.length; t++) for (let b = 0; b < NUM_BANDS; b++) out[t]! += energies[t * NUM_BANDS + b]!;
  return out;
}

/** Mean energy of the frames within 30 dB of the loudest. */
export function activeEnergy(energies: Float32Array): number {
  const perFrame = frameEnergies(energies);
  const least = perFrame.reduce((a, b) => Math.max(a, b), 0) * 1e-3;
  let [sum, count] = [0, 0];
  for (const v of perFrame) {
    if (v <= least) continue;
    sum += v;
    count++;
  }
  return count > 0 ? sum / count : 0;
}

/** Mean energy of a frame. */
export function meanFrameEnergy(energies: Float32Array): number {
  return frameEnergies(energies).reduce((a, b) => a + b, 0) / (energies.length / NUM_BANDS);
}

/** Magnitude of the mean cosine between speech and noise, weighted by their energies: near 0 for noise that knows nothing of the speech. */
export function likeness({ speech, noise, cosine }: PairTrack): number {
  let [cross, total] = [0, 0];
  for (let i = 0; i < speech.length; i++) {
    const product = Math.sqrt(speech[i]! * noise[i]!);
    cross += product * cosine[i]!;
    total += product;
  }
  return total > 0 ? Math.abs(cross / total) : 0;
}
