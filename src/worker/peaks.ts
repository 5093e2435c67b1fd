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

/** Widens each column's [min, max] by the samples that fall into it; `start` is the number of the first sample. */
function widen(peaks: Float32Array, channels: readonly Float32Array[], start: number, numSamples: number): void {
  const numColumns = peaks.length / 2;
  const columnOf = (sample: number): number => Math.min(numColumns - 1, Math.floor((sample / numSamples) * numColumns));
  const length = channels[0]?.length ?? 0;
  for (let from = 0; from < length; ) {
    const column = columnOf(start + from);
    // The first sample of the next column, which rounding may place one off.
    let to = Math.max(from + 1, Math.min(length, Math.ceil(((column + 1) / numColumns) * numSamples) - start));
    while (to < length && columnOf(start + to) === column) to++;
    while (to > from + 1 && columnOf(start + to - 1) > column) to--;
    for (const channel of channels) widenColumn(peaks, 2 * column, channel, from, to);
    from = to;
  }
}

function widenColumn(peaks: Float32Array, at: number, samples: Float32Array, from: number, to: number): void {
  let low = peaks[at]!;
  let high = peaks[at + 1]!;
  for (let i = from; i < to; i++) {
    const value = samples[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  peaks[at] = low;
  peaks[at + 1] = high;
}
