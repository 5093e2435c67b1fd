import { nextTask } from '../base/mutex';
import type { RenderSettings } from '../base/settings';
import type { Kernels } from '../dsp/kernels/kernels';
import type { Recording } from '../dsp/recording';
import type { Peaks } from './protocol';

/** Short enough that a player's blocks do not wait for long between two of these. */
const BLOCK_SEC = 1;

/** Samples from `start` on, of `numSamples` in all. */
interface Stretch {
  readonly start: number;
  readonly numSamples: number;
}

/** Smallest and largest sample of each of `numColumns` equal stretches, before and after, over all channels; the whole recording is rendered once. */
export async function peaksOf(
  signal: AbortSignal,
  recording: Recording,
  numColumns: number,
  settings: RenderSettings,
  onProgress: (fraction: number) => void,
): Promise<Peaks> {
  const { numSamples } = recording;
  const { kernels } = recording.library;
  const before = new Float32Array(numColumns * 2);
  const after = new Float32Array(numColumns * 2);
  const block = Math.ceil(BLOCK_SEC * recording.sampleRateHz);
  for (let start = 0; start < numSamples; start += block) {
    signal.throwIfAborted();
    const rendered = await recording.render(signal, start, block, settings);
    widen(kernels, before, rendered.before, { start, numSamples });
    widen(kernels, after, rendered.after, { start, numSamples });
    onProgress(Math.min(1, (start + block) / numSamples));
    await nextTask();
  }
  return { before, after };
}

/** Widens each column's [min, max] by the samples that fall into it; `start` is the number of the first sample. */
function widen(kernels: Kernels, peaks: Float32Array, channels: readonly Float32Array[], { start, numSamples }: Stretch): void {
  const length = channels[0]?.length ?? 0;
  const cuts = columnsOf(peaks.length / 2, length, { start, numSamples });
  kernels.with(length * channels.length + 2, channels.length + 1, (desk) => {
    const range = desk.floats(2);
    const blocks = channels.map((channel) => desk.copy(channel).pointer);
    for (const { column, from, to } of cuts) {
      range.values.set(peaks.subarray(2 * column, 2 * column + 2));
      for (const pointer of blocks) kernels.run.widen(pointer + 4 * from, to - from, range.pointer);
      peaks.set(range.values, 2 * column);
    }
  });
}

/** Which samples [from, to) of a stretch fall into which column. */
function columnsOf(numColumns: number, length: number, { start, numSamples }: Stretch): { column: number; from: number; to: number }[] {
  const columnOf = (sample: number): number => Math.min(numColumns - 1, Math.floor((sample / numSamples) * numColumns));
  const out = [];
  for (let from = 0; from < length; ) {
    const column = columnOf(start + from);
    // The first sample of the next column, which rounding may place one off.
    let to = Math.max(from + 1, Math.min(length, Math.ceil(((column + 1) / numColumns) * numSamples) - start));
    while (to < length && columnOf(start + to) === column) to++;
    while (to > from + 1 && columnOf(start + to - 1) > column) to--;
    out.push({ column, from, to });
    from = to;
  }
  return out;
}
