import { bandCentresHz } from './bands';
import { FRAMES_PER_SEC, NUM_BANDS } from './constants';
import { GAIN_STEP_DB, type GainTrack } from './gain-track';
import { melCentresHz, NUM_MEL_BANDS } from './mel';
import { powerOfMelCode } from './mel-levels';
import { MEL_STEP_DB, type MelTrack } from './mel-track';
import { slidingPercentile } from './sliding-percentile';

/** Breath noise lies in these frequencies, and speech is told by the gains in those. Source: Ruinskiy and Lavner 2007 (breath sounds: broadband, 100-800 ms). */
const BREATH_HZ = { low: 1000, high: 8000 } as const;
const SPEECH_HZ = { low: 200, high: 4000 } as const;
/** Least and longest length of a breath, and how far from speech it may lie. */
const LENGTH_FRAMES = { min: Math.round(0.1 * FRAMES_PER_SEC), max: Math.round(0.9 * FRAMES_PER_SEC) } as const;
const NEAR_FRAMES = Math.round(1 * FRAMES_PER_SEC);
const FLOOR_HALF_FRAMES = Math.round(2.5 * FRAMES_PER_SEC);
const FLOOR_PART = 0.2;
const FLOOR_STEP = 16;
/** A breath stands out of the noise around it by this much, dB. */
const ABOVE_FLOOR_DB = 6;
/** Frames with a smaller mean reduction are speech, dB. */
const SPEECH_REDUCTION_DB = 12;
/** Mean of the bands in dB against their mean power: noise is flat, a tone is not, dB. */
const FLATNESS_DB = -8;
/** What the frames beside a breath keep of it. */
const EDGE = 0.4;

function range(centres: ArrayLike<number>, { low, high }: { low: number; high: number }): [number, number] {
  const all = Array.from(centres);
  return [all.findIndex((hz) => hz >= low), all.findIndex((hz) => hz > high)];
}

/** Level in half dB (as mel codes) and flatness, dB, of each frame's breath bands. */
function breathBands({ codes, numFrames }: MelTrack): { levels: Uint8Array; flatness: Float32Array } {
  const [low, high] = range(melCentresHz(), BREATH_HZ);
  const levels = new Uint8Array(numFrames);
  const flatness = new Float32Array(numFrames);
  for (let frame = 0; frame < numFrames; frame++) {
    let [power, sum] = [0, 0];
    for (let at = frame * NUM_MEL_BANDS + low; at < frame * NUM_MEL_BANDS + high; at++) {
      power += powerOfMelCode(codes[at]!);
      sum += codes[at]!;
    }
    const mean = Math.max(0, (10 * Math.log10(power / (high - low)) + 100) / MEL_STEP_DB);
    levels[frame] = Math.min(255, Math.round(mean));
    flatness[frame] = (sum / (high - low) - mean) * MEL_STEP_DB;
  }
  return { levels, flatness };
}

/** Which frames hold speech, by the gains that the generator gave them. */
function speechFrames({ codes, numFrames }: GainTrack): Uint8Array {
  const [low, high] = range(bandCentresHz(), SPEECH_HZ);
  return Uint8Array.from({ length: numFrames }, (_, frame) => {
    let sum = 0;
    for (let at = frame * NUM_BANDS + low; at < frame * NUM_BANDS + high; at++) sum += codes[at]!;
    return (sum / (high - low)) * GAIN_STEP_DB < SPEECH_REDUCTION_DB ? 1 : 0;
  });
}

/** Whether speech ends less than a second before a run or begins less than a second behind it. */
function isNearSpeech(speech: Uint8Array, start: number, end: number): boolean {
  return speech.subarray(Math.max(0, start - NEAR_FRAMES), end + NEAR_FRAMES).includes(1);
}

/**
 * Where a recording breathes, [numFrames], 0...255: runs of 0.1-0.9 s next to speech but not in it, noise-like between 1 and 8 kHz, and at least 6 dB above the
 * quiet of the 5 s around. Short bursts of other noise between phrases look the same, and are taken for breaths too.
 */
export function findBreaths(mel: MelTrack, gains: GainTrack): Uint8Array {
  const { levels, flatness } = breathBands(mel);
  const floor = slidingPercentile(levels, FLOOR_HALF_FRAMES, FLOOR_PART, FLOOR_STEP);
  const speech = speechFrames(gains);
  const stands = (i: number): boolean =>
    speech[i] === 0 && levels[i]! - floor[i]! >= ABOVE_FLOOR_DB / MEL_STEP_DB && flatness[i]! > FLATNESS_DB;
  const out = new Uint8Array(mel.numFrames);
  for (let start = 0; start < out.length; start++) {
    if (!stands(start)) continue;
    let end = start + 1;
    // A single frame that drops out does not cut a breath in two.
    while (end < out.length && (stands(end) || (end + 1 < out.length && speech[end] === 0 && stands(end + 1)))) end++;
    const length = end - start;
    if (length >= LENGTH_FRAMES.min && length <= LENGTH_FRAMES.max && isNearSpeech(speech, start, end)) {
      out.fill(255, start, end);
      if (start > 0) out[start - 1] = Math.max(out[start - 1]!, 255 * EDGE);
      if (end < out.length) out[end] = 255 * EDGE;
    }
    start = end;
  }
  return out;
}
