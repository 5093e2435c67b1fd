import type { PcmStore } from '../base/pcm-store';
import type { Channels } from '../base/types';

/** Holes in the time stamps up to this long are kept as silence; longer ones are taken for a jump of the clock and closed. */
const MAX_GAP_SEC = 60;
/** A block that lies this far in the past is a clock that was set back, not an overlap. */
const MAX_OVERLAP_SEC = 1;

export interface Timeline {
  readonly sampleRateHz: number;
  /** Position, on the decoder's own time line, of the recording's first sample. */
  readonly firstPosition: number;
  /** Where the recording ends, in samples from its first, where the file tells. */
  readonly numSamples: number | undefined;
  /** Samples to drop at the end of what the decoder gives. */
  readonly trimSamples?: number;
}

/** Writes decoded blocks to a store where their time stamps say: cut at both ends, overlaps dropped, holes filled with silence. */
export class Placer {
  readonly #notices: string[] = [];
  #origin: number;
  #limit: number;
  /** Blocks that may be part of what is dropped at the end. */
  readonly #held: { readonly position: number; readonly channels: Channels }[] = [];
  #heldSamples = 0;

  constructor(
    readonly store: PcmStore,
    readonly timeline: Timeline,
  ) {
    this.#origin = timeline.firstPosition;
    this.#limit = timeline.numSamples ?? Number.POSITIVE_INFINITY;
  }

  get notices(): readonly string[] {
    return this.#notices;
  }

  /** Takes a block whose first sample lies at `position` on the decoder's time line. @throws LimpidError memory/exhausted, storage/quota */
  async place(position: number, channels: Channels): Promise<void> {
    this.#held.push({ position, channels });
    this.#heldSamples += lengthOf(channels);
    for (let [first] = this.#held; first; [first] = this.#held) {
      const length = lengthOf(first.channels);
      if (this.#heldSamples - length < (this.timeline.trimSamples ?? 0)) break;
      this.#held.shift();
      this.#heldSamples -= length;
      await this.#append(first.position, first.channels);
    }
  }

  /** Appends what is still held, but for the samples that are dropped at the end. @throws LimpidError memory/exhausted, storage/quota */
  async finish(): Promise<void> {
    let left = Math.max(0, this.#heldSamples - (this.timeline.trimSamples ?? 0));
    for (const { position, channels } of this.#held.splice(0)) {
      const count = Math.min(left, lengthOf(channels));
      left -= count;
      if (count > 0)
        await this.#append(
          position,
          channels.map((channel) => channel.subarray(0, count)),
        );
    }
    this.#heldSamples = 0;
  }

  async #append(position: number, channels: Channels): Promise<void> {
    const length = lengthOf(channels);
    const { sampleRateHz } = this.timeline;
    const gap = position - this.#origin - this.store.numSamples;
    if (gap > MAX_GAP_SEC * sampleRateHz || (this.store.numSamples > 0 && gap < -MAX_OVERLAP_SEC * sampleRateHz)) this.#join(gap);
    const start = position - this.#origin;
    await this.#fill(Math.min(start, this.#limit) - this.store.numSamples);
    const from = Math.max(0, this.store.numSamples - start);
    const to = Math.min(length, this.#limit - start);
    if (to > from) await this.store.append(from === 0 && to === length ? channels : channels.map((channel) => channel.subarray(from, to)));
  }

  /** Takes a jump of the clock out of everything that follows. */
  #join(gap: number): void {
    const { sampleRateHz } = this.timeline;
    // A recording cut from a running stream begins at any time: nothing was lost there.
    if (this.store.numSamples > 0) {
      const atSec = (this.store.numSamples / sampleRateHz).toFixed(1);
      this.#notices.push(`The clock of the file jumps by ${(gap / sampleRateHz).toFixed(1)} s at ${atSec} s; the parts were joined.`);
    }
    this.#origin += gap;
    this.#limit -= gap;
  }

  /** Appends `count` samples of silence, if that is more than none. */
  async #fill(count: number): Promise<void> {
    for (let done = 0; done < count; done += this.timeline.sampleRateHz) {
      const length = Math.min(this.timeline.sampleRateHz, count - done);
      await this.store.append(Array.from({ length: this.store.numChannels }, () => new Float32Array(length)));
    }
  }

  /** Samples per channel that the file promised and did not bring. */
  get missingSamples(): number {
    return Number.isFinite(this.#limit) ? Math.max(0, this.#limit - this.store.numSamples) : 0;
  }
}

function lengthOf(channels: Channels): number {
  return channels[0]?.length ?? 0;
}
