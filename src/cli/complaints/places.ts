import { steepHighPass } from './filters';
import { activeRms, frameEnergies } from './levels';

/** Where words and sounds lie in clean speech, by level alone. */

const FRAME_SEC = 0.01;
/** Below this, against the level of speech without pauses, is pause. */
const PAUSE_DB = -30;
const PAUSE_FRAMES = 10;
const WORD_DB = -10;
const WORD_FRAMES = 25;

/** Levels of 10 ms each, dB against the level of speech without its pauses. */
function levels(x: Float32Array, rate: number): Float64Array {
  const reference = activeRms(x, rate) ** 2 * Math.round(FRAME_SEC * rate);
  return frameEnergies(x, rate, FRAME_SEC).map((e) => 10 * Math.log10(Math.max(e / reference, 1e-12)));
}

/** First samples of words: 100 ms of pause before, the word's full level within 250 ms. */
export function wordOnsets(x: Float32Array, rate: number): number[] {
  const db = levels(x, rate);
  const hop = Math.round(FRAME_SEC * rate);
  const onsets: number[] = [];
  for (let i = PAUSE_FRAMES; i < db.length; i++) {
    const afterPause = db[i]! > PAUSE_DB && db.subarray(i - PAUSE_FRAMES, i).every((v) => v < PAUSE_DB);
    if (afterPause && db.subarray(i, i + WORD_FRAMES).some((v) => v > WORD_DB)) onsets.push(i * hop);
  }
  return onsets;
}

/** One past the last samples of words: the onsets of the reversed signal. */
export function wordEnds(x: Float32Array, rate: number): number[] {
  return wordOnsets(x.slice().reverse(), rate).map((at) => x.length - at);
}

/** First samples of pieces of 20 ms that are friction: within 25 dB of speech, most of their energy above 3 kHz. */
export function frictionPieces(x: Float32Array, rate: number): number[] {
  const high = frameEnergies(steepHighPass(x, rate, 3000), rate, 0.02);
  const all = frameEnergies(x, rate, 0.02);
  const reference = activeRms(x, rate) ** 2 * Math.round(0.02 * rate);
  const found: number[] = [];
  for (let i = 0; i < all.length; i++)
    if (all[i]! > reference * 10 ** -2.5 && high[i]! > 0.5 * all[i]!) found.push(i * Math.round(0.02 * rate));
  return found;
}

/** Pieces of 50 ms, as first samples, that are speech (above `speechDb`) or pause (below -30 dB, and so 100 ms to either side). */
export function speechAndPauses(x: Float32Array, rate: number, speechDb = -20): { speech: number[]; pauses: number[] } {
  const db = levels(x, rate);
  const hop = Math.round(FRAME_SEC * rate);
  const speech: number[] = [];
  const pauses: number[] = [];
  for (let i = 0; i + 5 <= db.length; i += 5) {
    if (db.subarray(i, i + 5).every((v) => v > speechDb)) speech.push(i * hop);
    if (db.subarray(Math.max(0, i - 10), i + 15).every((v) => v < PAUSE_DB)) pauses.push(i * hop);
  }
  return { speech, pauses };
}
