import type { SampleReader } from '../base/sample-reader';
import type { Channels } from '../base/types';
import { ANALYSIS_RATE_HZ } from './constants';
import { interpolate } from './interpolate';
import type { Kernels } from './kernels/kernels';
import { designPolyphase, type Polyphase } from './polyphase';

/** The transition band lies about the Nyquist frequency of the lower rate: it begins at 0.907 of it. */
const ANALYSIS_DESIGN = { targetRateHz: ANALYSIS_RATE_HZ, stopBandDb: 90, transition: 0.093, cutoff: 1 } as const;

/** Mean of the channels, in a new array (of one channel: that array). */
export function mixDown(channels: Channels): Float32Array {
  const [first, ...rest] = channels;
  if (first === undefined) return new Float32Array(0);
  if (rest.length === 0) return first;
  const out = Float32Array.from(first);
  for (const channel of rest) for (let i = 0; i < out.length; i++) out[i]! += channel[i]!;
  for (let i = 0; i < out.length; i++) out[i]! /= channels.length;
  return out;
}

/**
 * Reads a recording as 48 kHz mono for analysis. Output sample m lies at source position m * rate / 48000 exactly, and depends on the source around it
 * alone, so any way of cutting the stream gives the same samples. Beyond its ends the recording is mirrored. Stop band: 90 dB; pass band: to 0.9 of the
 * lower Nyquist frequency. With kernels it takes a tenth of the time.
 */
export class AnalysisReader {
  readonly #filter: Polyphase | undefined;

  constructor(
    readonly source: SampleReader,
    readonly sourceRateHz: number,
    readonly sourceLength: number,
    readonly kernels?: Kernels,
  ) {
    this.#filter = sourceRateHz === ANALYSIS_RATE_HZ ? undefined : designPolyphase({ sourceRateHz, ...ANALYSIS_DESIGN });
  }

  /** Mono samples [start, start + count) at 48 kHz; `start` may be negative and the range may pass the end. */
  async read(signal: AbortSignal, start: number, count: number): Promise<Float32Array> {
    const filter = this.#filter;
    if (!filter) return await this.#readMirrored(signal, start, count);
    const first = Math.floor((start * this.sourceRateHz) / ANALYSIS_RATE_HZ) - filter.halfTaps + 1;
    const last = Math.floor(((start + count - 1) * this.sourceRateHz) / ANALYSIS_RATE_HZ) + filter.halfTaps + 1;
    const source = await this.#readMirrored(signal, first, last - first + 1);
    return interpolate(this.kernels, { source, first, rateHz: this.sourceRateHz }, filter, { start, count, rateHz: ANALYSIS_RATE_HZ });
  }

  async #readMirrored(signal: AbortSignal, start: number, count: number): Promise<Float32Array> {
    const length = this.sourceLength;
    const low = Math.max(0, Math.min(start, length - 1));
    const high = Math.min(length, Math.max(start + count, 1));
    if (start >= 0 && start + count <= length) return mixDown(await this.source(signal, start, count));
    // A margin inside the recording, long enough to be mirrored about either end.
    const from = Math.max(0, Math.min(low, length - (start + count - length) - 1));
    const to = Math.min(length, Math.max(high, 1 - start));
    const inside = mixDown(await this.source(signal, from, to - from));
    const out = new Float32Array(count);
    const period = Math.max(1, 2 * (length - 1));
    for (let i = 0; i < count; i++) {
      const folded = (((start + i) % period) + period) % period;
      out[i] = inside[(folded < length ? folded : period - folded) - from] ?? 0;
    }
    return out;
  }
}
