import { bandMatrix, bandPlaces } from '../dsp/bands';
import { ANALYSIS_RATE_HZ, HOP_SAMPLES, LEVEL_FLOOR, LEVEL_HALF_FRAMES, NUM_BANDS, NUM_BINS, WINDOW_SAMPLES } from '../dsp/constants';
import { meanEnergy, writeFeatures } from '../dsp/features';
import { type FftLibrary, RealFft } from '../dsp/fft';
import { applySparse } from '../dsp/sparse';
import { sqrtHann } from '../dsp/window';
import type { Generator } from './generator';

/** Samples of a block that goes in: one hop at 48 kHz, 16 ms. */
export const LIVE_BLOCK_SAMPLES = HOP_SAMPLES;
/** Frames whose gains are computed at once: fewer are heard sooner, more cost less. */
const CHUNK_FRAMES = 2;
/** Frames of past over which the local level is averaged, as for files that a causal model cleans. */
const LEVEL_FRAMES = 2 * LEVEL_HALF_FRAMES + 1;
/** Largest reduction, as a gain: 40 dB. */
const LEAST_GAIN = 0.01;

/** The same moment before and after, [n * LIVE_BLOCK_SAMPLES] each. */
export interface LiveSound {
  readonly before: Float32Array;
  readonly after: Float32Array;
}

interface Frame {
  /** Its source samples from one hop before its centre to the centre: what becomes final once its gains are known. */
  readonly source: Float32Array;
  readonly spectrum: Float32Array;
  readonly features: Float32Array;
}

/**
 * Cleans sound as it comes, 48 kHz mono, block by block, with a causal generator: after = before - overlap_add((1 - gain) x spectrum), as files are rendered. A block comes
 * out two to three blocks after it went in. Owns its FFT; `dispose` frees it. The generator stays its owner's.
 */
export class LiveCleaner {
  readonly #fft: RealFft;
  readonly #window = sqrtHann(WINDOW_SAMPLES);
  readonly #bands = bandMatrix();
  readonly #places = bandPlaces(WINDOW_SAMPLES, ANALYSIS_RATE_HZ);
  readonly #levels: number[] = [];
  #last: Float32Array = new Float32Array(HOP_SAMPLES);
  /** Frames that the next chunk needs, the oldest first. */
  #frames: Frame[] = [];
  /** Frames of #frames that have no gains yet, at its end. */
  #waiting = 0;
  #overlap: Float32Array = new Float32Array(HOP_SAMPLES);
  #peak = 0;
  #isFirst = true;

  constructor(
    library: FftLibrary,
    readonly generator: Generator,
  ) {
    this.#fft = new RealFft(library, WINDOW_SAMPLES);
  }

  /** Samples between the newest that went in and the newest that came out, at most. */
  static latencySamples(generator: Generator): number {
    return (CHUNK_FRAMES + generator.framesBehind) * HOP_SAMPLES;
  }

  /** Takes a block and returns what has become final: nothing, or a chunk. */
  async push(block: Float32Array): Promise<LiveSound | undefined> {
    this.#analyse(block);
    const { framesBefore, framesBehind } = this.generator;
    if (this.#waiting < CHUNK_FRAMES + framesBehind) return undefined;
    const length = framesBefore + CHUNK_FRAMES + framesBehind;
    const features = new Float32Array(length * NUM_BANDS);
    // Before the start there is more of the first frame.
    for (let i = 0; i < length; i++) features.set(this.#frames[Math.max(0, this.#frames.length - length + i)]!.features, i * NUM_BANDS);
    const gains = await this.generator.run(features);
    const first = this.#frames.length - framesBehind - CHUNK_FRAMES;
    const done = this.#frames.slice(first, first + CHUNK_FRAMES);
    const sound = this.#render(done, gains.subarray(framesBefore * NUM_BANDS));
    this.#frames = this.#frames.slice(-(framesBefore + framesBehind));
    this.#waiting = framesBehind;
    return sound;
  }

  /** Makes the frame that ends with a block. */
  #analyse(block: Float32Array): void {
    for (const v of block) this.#peak = Math.max(this.#peak, Math.abs(v));
    const { samples } = this.#fft;
    for (let i = 0; i < HOP_SAMPLES; i++) {
      samples[i] = this.#last[i]! * this.#window[i]!;
      samples[i + HOP_SAMPLES] = block[i]! * this.#window[i + HOP_SAMPLES]!;
    }
    this.#fft.forward();
    const spectrum = this.#fft.spectrum.slice();
    this.#frames.push({ source: this.#last, spectrum, features: this.#featuresOf(spectrum) });
    this.#waiting++;
    this.#last = block.slice();
  }

  #featuresOf(spectrum: Float32Array): Float32Array {
    const power = new Float32Array(NUM_BINS);
    power[0] = spectrum[0]! ** 2;
    power[NUM_BINS - 1] = spectrum[1]! ** 2;
    for (let k = 1; k < NUM_BINS - 1; k++) power[k] = spectrum[2 * k]! ** 2 + spectrum[2 * k + 1]! ** 2;
    const energies = new Float32Array(NUM_BANDS);
    applySparse(this.#bands, power, energies, 0);
    this.#levels.push(meanEnergy(energies, 0));
    if (this.#levels.length > LEVEL_FRAMES) this.#levels.shift();
    const level = this.#levels.reduce((a, b) => a + b, 0) / this.#levels.length;
    const features = new Float32Array(NUM_BANDS);
    writeFeatures(energies, 0, Math.max(level, LEVEL_FLOOR), features, 0);
    return features;
  }

  #render(frames: readonly Frame[], gains: Float32Array): LiveSound {
    const skip = this.#isFirst ? 1 : 0;
    this.#isFirst = false;
    const before = new Float32Array(frames.length * HOP_SAMPLES);
    const after = new Float32Array(before.length);
    for (const [i, { source, spectrum }] of frames.entries()) {
      const removed = this.#removedOf(spectrum, gains.subarray(i * NUM_BANDS, (i + 1) * NUM_BANDS));
      for (let n = 0; n < HOP_SAMPLES; n++) {
        const value = source[n]! - this.#overlap[n]! - removed[n]!;
        before[i * HOP_SAMPLES + n] = source[n]!;
        after[i * HOP_SAMPLES + n] = Math.max(-this.#peak, Math.min(this.#peak, value));
      }
      this.#overlap = removed.subarray(HOP_SAMPLES);
    }
    // What lies before the first sample is no sound.
    return { before: before.subarray(skip * HOP_SAMPLES), after: after.subarray(skip * HOP_SAMPLES) };
  }

  /** A frame's removed part, windowed, [WINDOW_SAMPLES]. */
  #removedOf(spectrum: Float32Array, gains: Float32Array): Float32Array {
    const { lower, part } = this.#places;
    const out = this.#fft.spectrum;
    const reduction = (k: number): number => {
      const low = Math.max(gains[lower[k]!]!, LEAST_GAIN);
      const high = Math.max(gains[lower[k]! + 1]!, LEAST_GAIN);
      return (1 - low - part[k]! * (high - low)) / WINDOW_SAMPLES;
    };
    out[0] = spectrum[0]! * reduction(0);
    out[1] = spectrum[1]! * reduction(NUM_BINS - 1);
    for (let k = 1; k < NUM_BINS - 1; k++) {
      const r = reduction(k);
      out[2 * k] = spectrum[2 * k]! * r;
      out[2 * k + 1] = spectrum[2 * k + 1]! * r;
    }
    this.#fft.inverse();
    return this.#fft.samples.map((v, i) => v * this.#window[i]!);
  }

  dispose(): void {
    this.#fft.dispose();
  }
}
