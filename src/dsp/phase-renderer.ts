import type { SampleReader } from '../base/sample-reader';
import type { Channels } from '../base/types';
import { ANALYSIS_RATE_HZ } from './constants';
import type { FftLibrary } from './fft';
import { GriffinLim } from './griffin-lim';
import type { MelTrack } from './mel-track';
import { PredictedSpectrum } from './predicted-spectrum';
import { RateConverter } from './rate-converter';
import type { Rendered } from './render';
import type { GainShaper } from './shaper';

/** What the sound is made of. */
interface Origin {
  readonly sampleRateHz: number;
  readonly numSamples: number;
  readonly mel: MelTrack;
}

/**
 * Renders a recording by Griffin-Lim instead of by gains, at its own rate; all channels get the same sound, since the mel spectrogram is that of their mean.
 * Before = after + removed holds; what is removed is not a part of the source, since the phase is made up.
 */
export class PhaseRenderer {
  readonly #griffinLim: GriffinLim;
  readonly #converter: RateConverter | undefined;

  constructor(
    library: FftLibrary,
    readonly source: SampleReader,
    readonly origin: Origin,
    readonly shaper: GainShaper,
  ) {
    const { sampleRateHz, numSamples, mel } = origin;
    this.#griffinLim = new GriffinLim(library, new PredictedSpectrum(mel, shaper));
    if (sampleRateHz === ANALYSIS_RATE_HZ) return;
    const length = Math.ceil((numSamples * ANALYSIS_RATE_HZ) / sampleRateHz);
    const read = async (start: number, count: number): Promise<Channels> => [this.#griffinLim.read(start, count)];
    this.#converter = new RateConverter(read, length, ANALYSIS_RATE_HZ, sampleRateHz, library.kernels);
  }

  /** Samples [start, start + count), cut at the end, held within `peak`. */
  async render(signal: AbortSignal, start: number, count: number, peak: () => number): Promise<Rendered> {
    const length = Math.max(0, Math.min(this.origin.numSamples, start + count) - start);
    const before = await this.source(signal, start, length);
    const made = this.#converter ? (await this.#converter.read(start, length))[0]! : this.#griffinLim.read(start, length);
    const { edits, settings } = this.shaper;
    const most = peak();
    const strengths = Float32Array.from({ length }, (_, i) =>
      edits.hasRegions ? settings.strength * edits.momentStrength((start + i) / this.origin.sampleRateHz) : settings.strength,
    );
    const after = before.map((channel) =>
      channel.map((v, i) => Math.max(-most, Math.min(most, (1 - strengths[i]!) * v + strengths[i]! * (made[i] ?? 0)))),
    );
    return { before: before.map((channel) => channel.slice()), after };
  }

  dispose(): void {
    this.#griffinLim.dispose();
  }
}
