import type { SampleReader } from '../base/sample-reader';
import type { Channels } from '../base/types';
import { bandPlaces } from './bands';
import { HOP_SEC, NUM_BANDS, WINDOW_SEC } from './constants';
import { type FftLibrary, nextFftSize, RealFft } from './fft';
import type { GainShaper } from './shaper';
import { sqrtHann } from './window';

/** A stretch of a recording before and after; `before[c][i] - after[c][i]` is what was removed. */
export interface Rendered {
  readonly before: Channels;
  readonly after: Channels;
}

/**
 * Applies a gain track to a recording at its own rate: after = before - removed, where removed is the overlap-add of (1 - gain) x spectrum. So wherever the
 * gains are 1 the samples stay bit-identical, silence stays silence, nothing is delayed, and any stretch may be rendered by itself.
 */
export class Renderer {
  readonly #fft: RealFft;
  readonly #window: Float32Array;
  readonly #lower: Int32Array;
  readonly #part: Float32Array;
  readonly #gains = new Float32Array(NUM_BANDS);
  readonly #reduction: Float32Array;

  constructor(
    library: FftLibrary,
    readonly source: SampleReader,
    readonly sampleRateHz: number,
    readonly numSamples: number,
  ) {
    this.#window = sqrtHann(Math.max(2, Math.round(WINDOW_SEC * sampleRateHz)));
    const size = nextFftSize(this.#window.length);
    this.#fft = new RealFft(library, size);
    const { lower, part } = bandPlaces(size, sampleRateHz);
    this.#lower = lower;
    this.#part = part;
    this.#reduction = new Float32Array(size / 2 + 1);
  }

  /** First sample of frame i: it is centred on sample round(i * 16 ms). */
  #frameStart(frame: number): number {
    return Math.round(frame * HOP_SEC * this.sampleRateHz) - (this.#window.length >> 1);
  }

  /**
   * Samples [start, start + count), cut at the end. `peak` tells the largest magnitude in the recording: the result is held within it, since taking
   * a part out of a clipped wave can raise single samples.
   */
  async render(signal: AbortSignal, start: number, count: number, shaper: GainShaper, peak: () => number): Promise<Rendered> {
    const end = Math.min(this.numSamples, start + count);
    const length = this.#window.length;
    const hop = HOP_SEC * this.sampleRateHz;
    const firstFrame = Math.max(0, Math.ceil((start - length) / hop));
    const lastFrame = Math.floor((end + length) / hop);
    const from = Math.max(0, Math.min(start, this.#frameStart(firstFrame)));
    const to = Math.min(this.numSamples, this.#frameStart(lastFrame) + length);
    const source = await this.source(signal, from, Math.max(to, end) - from);
    const before = source.map((channel) => channel.slice(start - from, end - from));
    if (shaper.isNeutral) return { before, after: before.map((channel) => channel.slice()) };
    const removed = source.map(() => new Float32Array(end - start));
    const weight = new Float32Array(end - start);
    for (let frame = firstFrame; frame <= lastFrame; frame++) {
      const at = this.#frameStart(frame);
      if (at >= end || at + length <= start) continue;
      this.#addWeight(weight, at - start);
      if (shaper.gains(frame, this.#gains)) continue;
      this.#interpolateReduction();
      for (const [c, channel] of source.entries()) this.#addRemoved(channel, at - from, removed[c]!, at - start);
    }
    return { before, after: before.map((channel, c) => subtract(channel, removed[c]!, weight, peak())) };
  }

  /** 1 - gain of every bin, over the FFT's own scale. */
  #interpolateReduction(): void {
    const scale = 1 / this.#fft.size;
    for (let k = 0; k < this.#reduction.length; k++) {
      const lower = this.#lower[k]!;
      const low = this.#gains[lower]!;
      this.#reduction[k] = (1 - low - this.#part[k]! * (this.#gains[lower + 1]! - low)) * scale;
    }
  }

  /** Sum of squared windows over the stretch, by which the overlap-add is divided. */
  #addWeight(weight: Float32Array, at: number): void {
    const window = this.#window;
    const low = Math.max(0, -at);
    const high = Math.min(window.length, weight.length - at);
    for (let i = low; i < high; i++) weight[at + i]! += window[i]! * window[i]!;
  }

  /** Adds one frame's removed part: windowed, filtered by the reductions, windowed again. */
  #addRemoved(source: Float32Array, sourceAt: number, removed: Float32Array, removedAt: number): void {
    const window = this.#window;
    const { samples } = this.#fft;
    samples.fill(0);
    const first = Math.max(0, -sourceAt);
    const last = Math.min(window.length, source.length - sourceAt);
    for (let i = first; i < last; i++) samples[i] = source[sourceAt + i]! * window[i]!;
    this.#fft.forward();
    const { spectrum } = this.#fft;
    const reduction = this.#reduction;
    const nyquist = reduction.length - 1;
    spectrum[0]! *= reduction[0]!;
    spectrum[1]! *= reduction[nyquist]!;
    for (let k = 1; k < nyquist; k++) {
      spectrum[2 * k]! *= reduction[k]!;
      spectrum[2 * k + 1]! *= reduction[k]!;
    }
    this.#fft.inverse();
    const filtered = this.#fft.samples;
    const low = Math.max(0, -removedAt);
    const high = Math.min(window.length, removed.length - removedAt);
    for (let i = low; i < high; i++) removed[removedAt + i]! += filtered[i]! * window[i]!;
  }

  dispose(): void {
    this.#fft.dispose();
  }
}

function subtract(before: Float32Array, removed: Float32Array, weight: Float32Array, peak: number): Float32Array {
  const out = new Float32Array(before.length);
  for (let i = 0; i < out.length; i++) {
    const value = before[i]! - removed[i]! / Math.max(weight[i]!, 1e-6);
    out[i] = Math.max(-peak, Math.min(peak, value));
  }
  return out;
}
