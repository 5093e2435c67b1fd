import type { Channels } from '../base/types';
import { interpolate } from './interpolate';
import type { Kernels } from './kernels/kernels';
import { designPolyphase, type Polyphase } from './polyphase';

/** All that would fold back is 100 dB down: the transition band ends at the Nyquist frequency of the lower rate, and begins at 0.907 of it. */
const DESIGN = { stopBandDb: 100, transition: 0.0465, cutoff: 1 - 0.0465 } as const;

/** Samples [start, start + count) of all channels, cut at the ends. */
type Read = (start: number, count: number) => Promise<Channels>;

/**
 * A recording at another rate. Sample m lies at source position m * source / target exactly, and depends on the source around it alone, so any way of cutting
 * gives the same samples, and hours do not drift. Beyond its ends the recording is silent.
 */
export class RateConverter {
  /** Samples per channel at the target rate. */
  readonly numSamples: number;
  readonly #filter: Polyphase;

  constructor(
    readonly source: Read,
    readonly sourceLength: number,
    readonly sourceRateHz: number,
    readonly targetRateHz: number,
    readonly kernels: Kernels,
  ) {
    this.numSamples = Math.max(1, Math.round((sourceLength * targetRateHz) / sourceRateHz));
    this.#filter = designPolyphase({ sourceRateHz, targetRateHz, ...DESIGN });
  }

  /** Samples [start, start + count) at the target rate, cut at the end, in new arrays. */
  async read(start: number, count: number): Promise<Channels> {
    const filter = this.#filter;
    const length = Math.max(0, Math.min(count, this.numSamples - start));
    const ratio = this.sourceRateHz / this.targetRateHz;
    const first = Math.floor(start * ratio) - filter.halfTaps + 1;
    const end = Math.floor((start + length) * ratio) + filter.halfTaps + 2;
    const from = Math.max(0, first);
    const to = Math.max(from, Math.min(this.sourceLength, end));
    const channels = await this.source(from, to - from);
    return channels.map((channel) => {
      const padded = new Float32Array(end - first);
      padded.set(channel, from - first);
      const stretch = { source: padded, first, rateHz: this.sourceRateHz };
      return interpolate(this.kernels, stretch, filter, { start, count: length, rateHz: this.targetRateHz });
    });
  }
}
