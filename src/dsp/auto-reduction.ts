import { framePower, melWeights } from './mel-levels';
import type { MelTrack } from './mel-track';

/** Bounds of the automatic largest reduction, dB; the upper one is also what is used while nothing is known. */
export const AUTO_REDUCTION_DB = { min: 12, max: 60 } as const;
/** How far below speech the rest of the steady noise is to lie, dB; what rises out of it by 20 or 30 dB, a door or a horn, is then still hardly heard. */
const TARGET_BELOW_SPEECH_DB = 80;
/** Frames below this are digital silence, dBFS: they say nothing about the noise of a room. */
const SILENCE_DB = -95;
const MAX_FRAMES = 20_000;
const PERCENTILES = { noise: 0.1, speech: 0.95 } as const;

/** Levels of frames of a mel track, dBFS, sorted; of long recordings every so-manieth frame. */
function sortedLevels(mel: MelTrack): number[] {
  const weights = melWeights();
  const stride = Math.max(1, Math.floor(mel.numFrames / MAX_FRAMES));
  const levels: number[] = [];
  for (let frame = 0; frame < mel.numFrames; frame += stride) {
    const db = 10 * Math.log10(framePower(mel, frame, weights));
    if (db > SILENCE_DB) levels.push(db);
  }
  return levels.sort((a, b) => a - b);
}

/**
 * The largest reduction that a recording asks for, dB: enough to put what is left of its noise 80 dB below its speech, between 12 and 60. Speech and noise
 * levels are the 95th and the 10th percentile of frame levels. So clean recordings keep their room, and noisy ones get all that the scale gives.
 */
export function autoReductionDb(mel: MelTrack): number {
  const levels = sortedLevels(mel);
  if (levels.length === 0) return AUTO_REDUCTION_DB.max;
  const at = (part: number): number => levels[Math.round((levels.length - 1) * part)]!;
  const wanted = Math.round(TARGET_BELOW_SPEECH_DB - (at(PERCENTILES.speech) - at(PERCENTILES.noise)));
  return Math.max(AUTO_REDUCTION_DB.min, Math.min(AUTO_REDUCTION_DB.max, wanted));
}
