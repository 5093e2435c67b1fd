import { FEATURE_FLOOR, LEVEL_HALF_FRAMES, NUM_BANDS } from './constants';

/** Index of a frame that lies before the first or behind the last one, mirrored into [0, numFrames). */
export function mirrored(index: number, numFrames: number): number {
  if (numFrames === 1) return 0;
  const period = 2 * (numFrames - 1);
  const folded = ((index % period) + period) % period;
  return folded < numFrames ? folded : period - folded;
}

/** Frames [from, to) over which the local level of a frame is averaged: 2.5 s on either side, or 5 s of what is past, as far as there are any. */
export function levelRange(frame: number, numFrames: number, causal: boolean): readonly [from: number, to: number] {
  const [before, behind] = causal ? [2 * LEVEL_HALF_FRAMES, 0] : [LEVEL_HALF_FRAMES, LEVEL_HALF_FRAMES];
  return [Math.max(frame - before, 0), Math.min(frame + behind + 1, numFrames)];
}

/** Mean energy of the bands of one frame at `start`. */
export function meanEnergy(energies: Float32Array, start: number): number {
  let sum = 0;
  for (let b = 0; b < NUM_BANDS; b++) sum += energies[start + b]!;
  return sum / NUM_BANDS;
}

const LOG10_E = Math.LOG10E;

/**
 * Generator input of one frame, written to out[outStart ... outStart + NUM_BANDS), about -2.5...2: log10 of energy over level, floored, shifted by 3, halved.
 * The twin of `features` in training/limpid_training/dsp.py.
 */
export function writeFeatures(energies: Float32Array, start: number, level: number, out: Float32Array, outStart: number): void {
  const scale = 1 / level;
  const floor = 10 ** FEATURE_FLOOR;
  for (let b = 0; b < NUM_BANDS; b++) out[outStart + b] = (Math.log(Math.max(energies[start + b]! * scale, floor)) * LOG10_E + 3) / 2;
}
