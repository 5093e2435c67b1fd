import { nextTask } from '../base/mutex';
import { NUM_BANDS } from './constants';
import { kWeightAt, loudnessOf, passesGates } from './loudness';
import { NUM_MEL_BANDS } from './mel';
import { melWeights, powerOfMelCode } from './mel-levels';
import { type MelTrack, melOfBands } from './mel-track';
import type { GainShaper } from './shaper';

/** Frames of a window of momentary loudness: 400 ms. */
const BLOCK_FRAMES = 25;
/** Windows that are measured; of longer recordings they are spread evenly. */
const MAX_BLOCKS = 800;
const BLOCKS_A_TASK = 50;

/** Mean squares of K-weighted windows before and after. */
interface Windows {
  readonly before: number[];
  readonly after: number[];
}

/** Sums one frame's K-weighted mean squares before and after. */
export class FrameMeter {
  readonly #weights = melWeights(kWeightAt);
  readonly #share = melOfBands();
  readonly #bands = Array.from({ length: NUM_MEL_BANDS }, (_, m) => {
    const row = this.#share.subarray(m * NUM_BANDS, (m + 1) * NUM_BANDS);
    return [...row.keys()].filter((b) => row[b]! > 0);
  });
  readonly #gains = new Float32Array(NUM_BANDS);

  measure(mel: MelTrack, shaper: GainShaper, frame: number): [number, number] {
    const untouched = shaper.gains(frame, this.#gains);
    let [before, after] = [0, 0];
    for (let m = 0; m < NUM_MEL_BANDS; m++) {
      const power = this.#weights[m]! * powerOfMelCode(mel.codes[frame * NUM_MEL_BANDS + m]!);
      before += power;
      let gain = 0;
      if (!untouched) for (const b of this.#bands[m]!) gain += this.#share[m * NUM_BANDS + b]! * this.#gains[b]!;
      after += untouched ? power : power * gain * gain;
    }
    return [before, after];
  }
}

async function windows(signal: AbortSignal, mel: MelTrack, shaper: GainShaper): Promise<Windows> {
  const numBlocks = Math.max(1, Math.floor(mel.numFrames / BLOCK_FRAMES));
  const count = Math.min(MAX_BLOCKS, numBlocks);
  const meter = new FrameMeter();
  const out: Windows = { before: [], after: [] };
  for (let i = 0; i < count; i++) {
    const first = Math.floor((i * numBlocks) / count) * BLOCK_FRAMES;
    const end = Math.min(mel.numFrames, first + BLOCK_FRAMES);
    let [before, after] = [0, 0];
    for (let frame = first; frame < end; frame++) {
      const [b, a] = meter.measure(mel, shaper, frame);
      before += b / (end - first);
      after += a / (end - first);
    }
    out.before.push(before);
    out.after.push(after);
    if ((i + 1) % BLOCKS_A_TASK === 0) await nextTask();
    signal.throwIfAborted();
  }
  return out;
}

/**
 * Loudness before less loudness after, LU: what the result needs to be as loud as the source, where the result has something to hear: over the windows that pass
 * its gates (BS.1770-4). Pauses, which the one fills with noise and the other does not, say nothing. From the tracks, hence at once and for any length.
 * Undefined where either is silence.
 */
export async function loudnessDifference(signal: AbortSignal, mel: MelTrack, shaper: GainShaper): Promise<number | undefined> {
  const { before, after } = await windows(signal, mel, shaper);
  const counts = passesGates(after);
  const [source, result] = [before, after].map((powers) => loudnessOf(powers.filter((_, i) => counts[i])));
  const difference = (source ?? 0) - (result ?? 0);
  return Number.isFinite(difference) ? difference : undefined;
}
