import type { SampleReader } from '../base/sample-reader';
import type { Channels } from '../base/types';
import { ANALYSIS_RATE_HZ, HOP_SEC, NUM_BANDS, WINDOW_SEC } from './constants';
import type { FftLibrary } from './fft';
import { GriffinLim } from './griffin-lim';
import type { MelTrack } from './mel-track';
import { PredictedSpectrum } from './predicted-spectrum';
import { RateConverter } from './rate-converter';
import { type FrameGains, type Rendered, Renderer } from './render';
import { GainShaper } from './shaper';

/** What the sound is made of. */
interface Origin {
  readonly sampleRateHz: number;
  readonly numSamples: number;
  readonly mel: MelTrack;
}

/** Strokes mix before the result is held within the source's peak. */
const UNBOUNDED = (): number => Number.POSITIVE_INFINITY;

/**
 * Renders a recording by Griffin-Lim instead of by gains, at its own rate; all channels get the same sound, since the mel spectrogram is that of their mean. Strength and regions blend it with the source in
 * time; what a stroke keeps is the source's own sound there, what one removes is taken out of the made-up sound. Before = after + removed holds; what is removed is not a part of the source, since the phase
 * is made up.
 */
export class PhaseRenderer {
  readonly #griffinLim: GriffinLim;
  readonly #converter: RateConverter | undefined;
  readonly #ofMade: Renderer;
  readonly #ofSource: Renderer;

  constructor(
    library: FftLibrary,
    readonly source: SampleReader,
    readonly origin: Origin,
    readonly shaper: GainShaper,
  ) {
    const { sampleRateHz, numSamples, mel } = origin;
    const whole = new GainShaper(shaper.track, { ...shaper.settings, strength: 1, edits: [] }, shaper.traits);
    this.#griffinLim = new GriffinLim(library, new PredictedSpectrum(mel, whole));
    this.#ofMade = new Renderer(library, async (_signal, start, count) => [await this.#made(start, count)], sampleRateHz, numSamples);
    this.#ofSource = new Renderer(library, source, sampleRateHz, numSamples);
    if (sampleRateHz === ANALYSIS_RATE_HZ) return;
    const length = Math.ceil((numSamples * ANALYSIS_RATE_HZ) / sampleRateHz);
    const read = async (start: number, count: number): Promise<Channels> => [this.#griffinLim.read(start, count)];
    this.#converter = new RateConverter(read, length, ANALYSIS_RATE_HZ, sampleRateHz, library.kernels);
  }

  /** Made-up samples [start, start + count) at the source's rate. */
  async #made(start: number, count: number): Promise<Float32Array> {
    return this.#converter ? (await this.#converter.read(start, count))[0]! : this.#griffinLim.read(start, count);
  }

  /** Samples [start, start + count), cut at the end, held within `peak`. */
  async render(signal: AbortSignal, start: number, count: number, peak: () => number): Promise<Rendered> {
    const length = Math.max(0, Math.min(this.origin.numSamples, start + count) - start);
    const before = await this.source(signal, start, length);
    const made = await this.#brushed(signal, start, length, before.length);
    const { edits, settings } = this.shaper;
    const most = peak();
    const strengths = Float32Array.from({ length }, (_, i) =>
      edits.hasRegions ? settings.strength * edits.momentStrength((start + i) / this.origin.sampleRateHz) : settings.strength,
    );
    const after = before.map((channel, c) =>
      channel.map((v, i) => Math.max(-most, Math.min(most, (1 - strengths[i]!) * v + strengths[i]! * (made[c]![i] ?? 0)))),
    );
    return { before: before.map((channel) => channel.slice()), after };
  }

  /** The made-up sound of each channel, as strokes change it. */
  async #brushed(signal: AbortSignal, start: number, length: number, numChannels: number): Promise<Channels> {
    const { edits } = this.shaper;
    const frameAt = (sec: number): number => sec / HOP_SEC;
    const startSec = start / this.origin.sampleRateHz;
    const endSec = (start + length) / this.origin.sampleRateHz;
    if (!edits.hasStrokes(Math.floor(frameAt(startSec - WINDOW_SEC)), Math.ceil(frameAt(endSec + WINDOW_SEC)))) {
      const made = await this.#made(start, length);
      return Array.from({ length: numChannels }, () => made);
    }
    const own = await this.#ofMade.render(signal, start, length, this.#shares('result'), UNBOUNDED);
    const kept = await this.#ofSource.render(signal, start, length, this.#shares('source'), UNBOUNDED);
    return kept.before.map((channel, c) => channel.map((v, i) => own.after[0]![i]! + (v - kept.after[c]![i]!)));
  }

  /** As gains: what strokes leave of the made-up sound, or what of the source they do not put in. Both are exactly 1 where there is no stroke. */
  #shares(part: 'result' | 'source'): FrameGains {
    const { edits, settings } = this.shaper;
    const other = new Float32Array(NUM_BANDS);
    // Strength blends with the source afterwards, so that here a stroke removes as at full strength.
    const lowest = settings.strength > 0 ? 1 - (1 - this.shaper.lowest) / settings.strength : 1;
    return {
      isNeutral: false,
      gains: (frame, out) => {
        const [result, source] = part === 'result' ? [out, other] : [other, out];
        const touched = edits.strokeShares(frame, lowest, result, source);
        if (part === 'source') for (let b = 0; b < NUM_BANDS; b++) out[b] = 1 - out[b]!;
        return !touched;
      },
    };
  }

  dispose(): void {
    this.#griffinLim.dispose();
    this.#ofMade.dispose();
    this.#ofSource.dispose();
  }
}
