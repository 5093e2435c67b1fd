import { nextTask } from '../base/mutex';
import type { RenderSettings } from '../base/settings';
import type { Recording } from '../dsp/recording';
import type { Peaks } from './protocol';

/** Short enough that a player's blocks do not wait for long between two of these. */
const BLOCK_SEC = 1;

/** Smallest and largest sample of each of `numColumns` equal stretches, before and after, over all channels; the whole recording is rendered once. */
export async function peaksOf(
  signal: AbortSignal,
  recording: Recording,
  numColumns: number,
  settings: RenderSettings,
  onProgress: (fraction: number) => void,
): Promise<Peaks> {
  const { numSamples } = recording;
  const before = new Float32Array(numColumns * 2);
  const after = new Float32Array(numColumns * 2);
  const block = Math.ceil(BLOCK_SEC * recording.sampleRateHz);
  for (let start = 0; start < numSamples; start += block) {
    signal.throwIfAborted();
    const rendered = await recording.render(signal, start, block, settings);
    widen(before, rendered.before, start, numSamples);
    widen(after, rendered.after, start, numSamples);
    onProgress(Math.min(1, (start + block) / numSamples));
    await nextTask();
  }
  return { before, after };
}

/** Widens each column's [min, max] by the samples that fall into it. */
function widen(peaks: Float32Array, channels: readonly Float32Array[], start: number, numSamples: number): void {
  const numColumns = peaks.length / 2;
  for (const channel of channels) {
    for (let i = 0; i < channel.length; i++) {
      const at = 2 * Math.min(numColumns - 1, Math.floor(((start + i) / numSamples) * numColumns));
      const value = channel[i]!;
      if (value < peaks[at]!) peaks[at] = value;
      if (value > peaks[at + 1]!) peaks[at + 1] = value;
    }
  }
}
