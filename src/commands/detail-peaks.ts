import type { Channels, RecordingHandle } from '../base/types';
import type { PeakPair, TimeRange } from '../store/app-state';
import type { Context } from './context';

/** Stretches up to this long are read sample by sample for their waveform. */
export const MAX_DETAIL_SEC = 16;

/** Waveforms of a short stretch from its samples, under the present settings. */
export async function detailPeaks(
  { engine, store }: Context,
  { recordingId, format }: RecordingHandle,
  view: TimeRange,
  numColumns: number,
): Promise<PeakPair> {
  const startSample = Math.round(view.startSec * format.sampleRateHz);
  const numSamples = Math.max(1, Math.round(view.endSec * format.sampleRateHz) - startSample);
  const { signal } = new AbortController();
  const { settings } = store.getState();
  const { before, after } = await engine.call(signal, 'read', { recordingId, startSample, numSamples, settings });
  const columns = Math.min(numColumns, numSamples);
  return { ...view, before: columnPeaks(before, columns), after: columnPeaks(after, columns) };
}

/** Smallest and largest sample of each of `numColumns` equal stretches over all channels, interleaved. */
export function columnPeaks(channels: Channels, numColumns: number): Float32Array {
  const length = channels[0]?.length ?? 0;
  const peaks = new Float32Array(numColumns * 2);
  for (let column = 0; column < numColumns; column++) {
    const start = Math.floor((column * length) / numColumns);
    const end = Math.max(start + 1, Math.floor(((column + 1) * length) / numColumns));
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const channel of channels) {
      for (let i = start; i < end && i < length; i++) {
        const value = channel[i] ?? 0;
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
    peaks[2 * column] = low <= high ? low : 0;
    peaks[2 * column + 1] = low <= high ? high : 0;
  }
  return peaks;
}
