import type { SampleReader } from '../base/sample-reader';
import type { RenderSettings } from '../base/settings';
import type { Channels } from '../base/types';
import { AUTO_REDUCTION_DB, autoReductionDb } from './auto-reduction';
import { findBreaths } from './breaths';
import { framesOf } from './constants';
import type { FftLibrary } from './fft';
import { FrameReader } from './frame-reader';
import { GainTrack } from './gain-track';
import { MelTrack } from './mel-track';
import { PhaseRenderer } from './phase-renderer';
import { type Rendered, Renderer } from './render';
import { AnalysisReader } from './resample';
import { GainShaper, type RecordingTraits } from './shaper';

/** Where a recording stands between its samples and its result: the tracks that analysis and generator fill, and the means to render them. */
export class Recording {
  readonly numFrames: number;
  readonly gains: GainTrack;
  readonly mel: MelTrack;
  readonly #source: SampleReader;
  readonly #renderer: Renderer;
  #phaseRenderer: PhaseRenderer | undefined;
  #peak = 0;
  #autoReductionDb: number | undefined;
  #breaths: Uint8Array | undefined;
  /** The last shaper, since a player and a writer ask for the same one time and again. */
  #shaper: { readonly key: string; readonly shaper: GainShaper } | undefined;

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
    this.#renderer = new Renderer(library, this.#source, sampleRateHz, numSamples);
  }

  /** The largest magnitude read so far; once analysis is through, that of the whole recording. */
  #meter(channels: Channels): void {
    const { kernels } = this.library;
    for (const channel of channels) {
      const peak = kernels.with(channel.length, 1, (desk) => kernels.run.magnitude(desk.copy(channel).pointer, channel.length));
      this.#peak = Math.max(this.#peak, peak);
    }
  }

  /** Largest magnitude of the source, as far as it was read. */
  get peak(): number {
    return this.#peak;
  }

  /** Takes over tracks of frames [0, n) that were computed before, and the peak of what was read then. */
  restore(gains: Uint8Array, mel: Uint8Array, peak: number): void {
    this.gains.restore(gains);
    this.mel.restore(mel);
    this.#peak = peak;
    this.#forgetTraits();
  }

  /** Forgets every decision. */
  startOver(): void {
    this.gains.restore(new Uint8Array(0));
    this.#forgetTraits();
  }

  #forgetTraits(): void {
    this.#autoReductionDb = undefined;
    this.#breaths = undefined;
    this.#shaper = undefined;
  }

  /** The recording as 48 kHz mono. */
  analysisSamples(): AnalysisReader {
    return new AnalysisReader(this.#source, this.sampleRateHz, this.numSamples, this.library.kernels);
  }

  /** A new reader of generator input; the caller disposes it. */
  frames(): FrameReader {
    return new FrameReader(this.library, this.analysisSamples(), this.numFrames, this.mel);
  }

  /** What the settings leave open, from the tracks as a whole; before they are complete, what would be taken for a recording of which nothing is known. */
  #traits({ keepBreaths }: RenderSettings): RecordingTraits {
    const isComplete = this.gains.numDone === this.numFrames;
    if (!isComplete) return { autoReductionDb: AUTO_REDUCTION_DB.max, breaths: undefined };
    this.#autoReductionDb ??= autoReductionDb(this.mel);
    if (keepBreaths) this.#breaths ??= findBreaths(this.mel, this.gains);
    return { autoReductionDb: this.#autoReductionDb, breaths: this.#breaths };
  }

  /** The gains under the settings. */
  shaper(settings: RenderSettings): GainShaper {
    const traits = this.#traits(settings);
    const key = JSON.stringify([settings, traits.autoReductionDb]);
    if (this.#shaper?.key !== key) this.#shaper = { key, shaper: new GainShaper(this.gains, settings, traits) };
    return this.#shaper.shaper;
  }

  /** See `Renderer.render`. */
  render(signal: AbortSignal, start: number, count: number, settings: RenderSettings): Promise<Rendered> {
    const shaper = this.shaper(settings);
    if (settings.method === 'gains' || shaper.isNeutral) return this.#renderer.render(signal, start, count, shaper, () => this.#peak);
    if (this.#phaseRenderer?.shaper !== shaper) {
      this.#phaseRenderer?.dispose();
      this.#phaseRenderer = new PhaseRenderer(this.library, this.#source, this, shaper);
    }
    return this.#phaseRenderer.render(signal, start, count, () => this.#peak);
  }

  dispose(): void {
    this.#phaseRenderer?.dispose();
    this.#renderer.dispose();
  }
}
