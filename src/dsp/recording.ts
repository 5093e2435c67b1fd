import type { SampleReader } from '../base/sample-reader';
import type { Channels, RenderSettings } from '../base/types';
import { framesOf } from './constants';
import type { FftLibrary } from './fft';
import { FrameReader } from './frame-reader';
import { GainTrack } from './gain-track';
import { MelTrack } from './mel-track';
import { type Rendered, Renderer } from './render';
import { AnalysisReader } from './resample';

/** Where a recording stands between its samples and its result: the tracks that analysis and generator fill, and the means to render them. */
export class Recording {
  readonly numFrames: number;
  readonly gains: GainTrack;
  readonly mel: MelTrack;
  readonly #source: SampleReader;
  readonly #renderer: Renderer;
  #peak = 0;

  constructor(
    readonly library: FftLibrary,
    source: SampleReader,
    readonly sampleRateHz: number,
    readonly numSamples: number,
  ) {
    this.numFrames = framesOf(numSamples, sampleRateHz);
    this.gains = new GainTrack(this.numFrames);
    this.mel = new MelTrack(this.numFrames);
    this.#source = async (signal, start, count) => {
      const channels = await source(signal, start, count);
      this.#meter(channels);
      return channels;
    };
    this.#renderer = new Renderer(library, this.#source, sampleRateHz, numSamples, this.gains);
  }

  /** The largest magnitude read so far; once analysis is through, that of the whole recording. */
  #meter(channels: Channels): void {
    let peak = this.#peak;
    for (const channel of channels) for (let i = 0; i < channel.length; i++) peak = Math.max(peak, Math.abs(channel[i]!));
    this.#peak = peak;
  }

  /** Largest magnitude of the source, as far as it was read. */
  get peak(): number {
    return this.#peak;
  }

  /** Takes over tracks of frames [0, n) that were computed before, and the peak of what was read then. */
  restore(gains: Uint8Array, mel: Uint8Array, peak: number): void {
    this.gains.restore(gains);
    this.mel.codes.set(mel);
    this.#peak = peak;
  }

  /** A new reader of generator input; the caller disposes it. */
  frames(): FrameReader {
    const samples = new AnalysisReader(this.#source, this.sampleRateHz, this.numSamples);
    return new FrameReader(this.library, samples, this.numFrames, this.mel);
  }

  /** See `Renderer.render`. */
  render(signal: AbortSignal, start: number, count: number, settings: RenderSettings): Promise<Rendered> {
    return this.#renderer.render(signal, start, count, settings, () => this.#peak);
  }

  dispose(): void {
    this.#renderer.dispose();
  }
}
