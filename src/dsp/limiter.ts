import type { Channels } from '../base/types';
import { TRUE_PEAK_REACH, truePeaks } from './true-peak';

/** How long the gain takes to go down, and how far ahead peaks are seen. */
const ATTACK_SEC = 0.005;
const RELEASE_SEC = 0.08;
/** The gain moves while a peak passes, which shifts it by a little between samples. */
const MARGIN_DB = 0.1;

/**
 * Holds the true peak of a stream under a ceiling. One gain for all channels: the least that any peak within 5 ms needs, let go over 80 ms, averaged over
 * 5 ms; so it is down before each peak and never jumps. Nothing is delayed: `push` gives what is certain, `finish` the rest.
 */
export class Limiter {
  readonly #attack: number;
  readonly #ceiling: number;
  readonly #release: number;
  /** Scaled input from the oldest sample that peaks still need. */
  #input: Float32Array[];
  /** Needed gain, and gain after hold and release, of the samples from `#done` on. */
  #needed: number[] = [];
  #held: number[] = [];
  #last = 1;

  constructor(
    sampleRateHz: number,
    numChannels: number,
    readonly gain: number,
    ceilingDb: number,
  ) {
    this.#attack = Math.max(1, Math.round(ATTACK_SEC * sampleRateHz));
    this.#ceiling = 10 ** ((ceilingDb - MARGIN_DB) / 20);
    this.#release = 1 - Math.exp(-1 / (RELEASE_SEC * sampleRateHz));
    this.#input = Array.from({ length: numChannels }, () => new Float32Array(TRUE_PEAK_REACH));
  }

  /** Takes planar samples; gives those whose gain is certain, in new arrays. */
  push(channels: Channels): Channels {
    this.#input = this.#input.map((held, c) => {
      const joined = new Float32Array(held.length + (channels[c]?.length ?? 0));
      joined.set(held);
      for (let i = held.length; i < joined.length; i++) joined[i] = channels[c]![i - held.length]! * this.gain;
      return joined;
    });
    const known = (this.#input[0]?.length ?? 0) - TRUE_PEAK_REACH;
    this.#need(TRUE_PEAK_REACH + this.#needed.length, known);
    return this.#take(Math.max(0, this.#needed.length - this.#attack + 1));
  }

  /** The samples that are still held. */
  finish(): Channels {
    const rest = (this.#input[0]?.length ?? 0) - TRUE_PEAK_REACH;
    const silence = this.#input.map(() => new Float32Array(TRUE_PEAK_REACH + this.#attack));
    const out = this.push(silence);
    return out.map((channel) => channel.subarray(0, rest));
  }

  /** Appends the gains that samples [from, to) need: of each, what stands between it and its neighbours must stay below the ceiling. */
  #need(from: number, to: number): void {
    if (to <= from) return;
    const peaks = new Float32Array(to - from);
    for (const channel of this.#input) {
      const between = truePeaks(channel, from - 1, to, this.#ceiling);
      for (let i = 0; i < peaks.length; i++) peaks[i] = Math.max(peaks[i]!, between[i]!, between[i + 1]!);
    }
    for (const peak of peaks) this.#needed.push(peak > this.#ceiling ? this.#ceiling / peak : 1);
  }

  /** Before the first sample the gain is already on its way down to what the first samples need. */
  #begin(): void {
    for (const needed of this.#needed.slice(0, this.#attack - 1)) {
      this.#last = Math.min(this.#last, needed);
      this.#held.push(this.#last);
    }
  }

  /** Gives the next `count` samples and forgets them. */
  #take(count: number): Channels {
    const attack = this.#attack;
    if (count > 0 && this.#held.length === 0) this.#begin();
    const least = slidingMin(this.#needed, attack, count);
    for (const value of least) {
      this.#last = Math.min(value, this.#last + (1 - this.#last) * this.#release);
      this.#held.push(this.#last);
    }
    const gains = new Float32Array(count);
    let sum = 0;
    for (let i = 0; i < attack - 1; i++) sum += this.#held[i]!;
    for (let i = 0; i < count; i++) {
      sum += this.#held[i + attack - 1]!;
      gains[i] = sum / attack;
      sum -= this.#held[i]!;
    }
    const out = this.#input.map((channel) => gains.map((gain, i) => gain * channel[TRUE_PEAK_REACH + i]!));
    this.#input = this.#input.map((channel) => channel.slice(count));
    this.#needed.splice(0, count);
    this.#held.splice(0, count);
    return out;
  }
}

/** Least of each of the first `count` windows of `width` values. */
function slidingMin(values: readonly number[], width: number, count: number): Float32Array {
  const out = new Float32Array(count);
  const queue: number[] = [];
  let head = 0;
  for (let i = 0; i < count + width - 1 && i < values.length; i++) {
    while (queue.length > head && values[queue[queue.length - 1]!]! >= values[i]!) queue.pop();
    queue.push(i);
    const start = i - width + 1;
    if (start < 0) continue;
    while (queue[head]! < start) head++;
    out[start] = values[queue[head]!]!;
  }
  return out;
}
