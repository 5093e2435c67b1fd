import type { SampleReader } from '../base/sample-reader';
import type { Channels } from '../base/types';
import { bandPlaces } from './bands';
import { HOP_SEC, NUM_BANDS, WINDOW_SEC } from './constants';
import { type FftLibrary, nextFftSize, RealFft } from './fft';
import type { Block, Desk, Kernels } from './kernels/kernels';
import type { GainShaper } from './shaper';
import { sqrtHann } from './window';

/** A stretch of a recording before and after; `before[c][i] - after[c][i]` is what was removed. */
export interface Rendered {
  readonly before: Channels;
  readonly after: Channels;
}

/** Gains of frames, as a GainShaper gives them. */
export type FrameGains = Pick<GainShaper, 'gains' | 'isNeutral'>;

/** Samples of all channels together that are worked on at a time, so that long stretches need no more memory. */
const PIECE_SAMPLES = 1 << 18;

/** Source samples from sample number `from` on, and what is to be rendered of them. */
interface Piece {
  readonly source: Channels;
  readonly from: number;
  readonly start: number;
  readonly end: number;
}

/** What a piece is made with, in the kernels' memory; samples have room for a window before and behind. */
interface Work {
  readonly window: Block;
  readonly windowed: Block;
  readonly spectrum: Block;
  readonly gains: Block;
  readonly lower: Block<Int32Array>;
  readonly part: Block;
  readonly reduction: Block;
  readonly weight: Block;
  readonly source: readonly Block[];
  readonly removed: readonly Block[];
}

/**
 * Applies a gain track to a recording at its own rate: after = before - removed, where removed is the overlap-add of (1 - gain) x spectrum. So wherever the
 * gains are 1 the samples stay bit-identical, silence stays silence, nothing is delayed, and any stretch may be rendered by itself.
 */
export class Renderer {
  readonly #kernels: Kernels;
  readonly #fft: RealFft;
  readonly #window: Float32Array;
  readonly #lower: Int32Array;
  readonly #part: Float32Array;

  constructor(
    library: FftLibrary,
    readonly source: SampleReader,
    readonly sampleRateHz: number,
    readonly numSamples: number,
  ) {
    this.#kernels = library.kernels;
    this.#window = sqrtHann(Math.max(2, Math.round(WINDOW_SEC * sampleRateHz)));
    const size = nextFftSize(this.#window.length);
    this.#fft = new RealFft(library, size);
    const { lower, part } = bandPlaces(size, sampleRateHz);
    this.#lower = lower;
    this.#part = part;
  }

  /** First sample of frame i: it is centred on sample round(i * 16 ms). */
  #frameStart(frame: number): number {
    return Math.round(frame * HOP_SEC * this.sampleRateHz) - (this.#window.length >> 1);
  }

  /** First and last frame that samples [start, end) lie under, or nearly so. */
  #framesOver(start: number, end: number): [number, number] {
    const length = this.#window.length;
    const hop = HOP_SEC * this.sampleRateHz;
    return [Math.max(0, Math.ceil((start - length) / hop)), Math.floor((end + length) / hop)];
  }

  /**
   * Samples [start, start + count), cut at the end. `peak` tells the largest magnitude in the recording: the result is held within it, since taking
   * a part out of a clipped wave can raise single samples.
   */
  async render(signal: AbortSignal, start: number, count: number, shaper: FrameGains, peak: () => number): Promise<Rendered> {
    const end = Math.min(this.numSamples, start + count);
    const [firstFrame, lastFrame] = this.#framesOver(start, end);
    const from = Math.max(0, Math.min(start, this.#frameStart(firstFrame)));
    const to = Math.min(this.numSamples, this.#frameStart(lastFrame) + this.#window.length);
    const source = await this.source(signal, from, Math.max(to, end) - from);
    const before = source.map((channel) => channel.slice(start - from, end - from));
    if (shaper.isNeutral) return { before, after: before.map((channel) => channel.slice()) };
    const after = before.map((channel) => new Float32Array(channel.length));
    const pieceSamples = Math.ceil(PIECE_SAMPLES / source.length);
    for (let at = start; at < end; at += pieceSamples) {
      const piece = { source, from, start: at, end: Math.min(end, at + pieceSamples) };
      this.#renderPiece(piece, shaper, peak(), (channel, values) => after[channel]!.set(values, at - start));
    }
    return { before, after };
  }

  #renderPiece(piece: Piece, shaper: FrameGains, peak: number, take: (channel: number, values: Float32Array) => void): void {
    const length = this.#window.length;
    const { size } = this.#fft;
    const count = piece.end - piece.start;
    const numChannels = piece.source.length;
    const perStretch = count + 4 * length;
    const numElements = (2 * numChannels + 2) * perStretch + 2 * length + size + NUM_BANDS + 3 * (size / 2 + 1);
    this.#kernels.with(numElements, 2 * numChannels + 9, (desk) => {
      const work = this.#prepare(desk, piece);
      const [firstFrame, lastFrame] = this.#framesOver(piece.start, piece.end);
      for (let frame = firstFrame; frame <= lastFrame; frame++) {
        const at = this.#frameStart(frame);
        if (at < piece.end && at + length > piece.start) this.#addFrame(work, at - piece.start, frame, shaper);
      }
      const out = desk.floats(count);
      const inside = 4 * length;
      for (const [c, { pointer }] of work.removed.entries()) {
        this.#kernels.run.subtract(
          work.source[c]!.pointer + inside,
          pointer + inside,
          work.weight.pointer + inside,
          peak,
          out.pointer,
          count,
        );
        take(c, out.values);
      }
    });
  }

  #prepare(desk: Desk, { source, from, start, end }: Piece): Work {
    const length = this.#window.length;
    const padded = end - start + 2 * length;
    const empty = (): Block => {
      const block = desk.floats(padded);
      block.values.fill(0);
      return block;
    };
    return {
      window: desk.copy(this.#window),
      windowed: desk.floats(length),
      spectrum: desk.floats(this.#fft.size),
      gains: desk.floats(NUM_BANDS),
      lower: desk.copy(this.#lower),
      part: desk.copy(this.#part),
      reduction: desk.floats(this.#part.length),
      weight: empty(),
      source: source.map((channel) => {
        const block = empty();
        const low = Math.max(0, start - length - from);
        block.values.set(channel.subarray(low, end + length - from), low + from - start + length);
        return block;
      }),
      removed: source.map(empty),
    };
  }

  /** Adds one frame's removed part: windowed, filtered by the reductions, windowed again; and its squared window, by which the sum is divided. */
  #addFrame(work: Work, at: number, frame: number, shaper: FrameGains): void {
    const { run } = this.#kernels;
    const fft = this.#fft;
    const { window, windowed, spectrum, reduction } = work;
    const length = window.values.length;
    const offset = 4 * (at + length);
    run.addProduct(window.pointer, window.pointer, work.weight.pointer + offset, length);
    if (shaper.gains(frame, work.gains.values)) return;
    run.reductions(work.gains.pointer, work.lower.pointer, work.part.pointer, 1 / fft.size, reduction.pointer, reduction.values.length);
    for (const [c, { pointer }] of work.source.entries()) {
      run.multiply(pointer + offset, window.pointer, windowed.pointer, length);
      fft.samples.set(windowed.values);
      fft.samples.fill(0, length);
      fft.forward();
      spectrum.values.set(fft.spectrum);
      run.scaleSpectrum(spectrum.pointer, reduction.pointer, fft.size);
      fft.spectrum.set(spectrum.values);
      fft.inverse();
      windowed.values.set(fft.samples.subarray(0, length));
      run.addProduct(windowed.pointer, window.pointer, work.removed[c]!.pointer + offset, length);
    }
  }

  dispose(): void {
    this.#fft.dispose();
  }
}
