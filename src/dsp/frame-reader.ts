import { HOP_SAMPLES, LEVEL_FLOOR, NUM_BANDS, WINDOW_SAMPLES } from './constants';
import { levelRange, meanEnergy, mirrored, writeFeatures } from './features';
import type { FftLibrary } from './fft';
import { FrameAnalyser } from './frame-analyser';
import { NUM_MEL_BANDS } from './mel';
import type { MelTrack } from './mel-track';
import type { AnalysisReader } from './resample';

/** Frames analysed at a time: about one second. */
const BLOCK_FRAMES = 64;

/**
 * Turns a recording into generator input, frame by frame, in bounded memory: analysis is done once per frame as long as ranges are asked for in rising
 * order, and what lies behind is dropped.
 */
export class FrameReader {
  readonly #analyser: FrameAnalyser;
  /** Energies of analysed frames [#first, #first + #levels.length). */
  #energies: Float32Array[] = [];
  #levels: number[] = [];
  #first = 0;

  /** Every frame analysed is written to `melTrack`, if there is one. */
  constructor(
    library: FftLibrary,
    readonly samples: AnalysisReader,
    readonly numFrames: number,
    readonly melTrack: MelTrack | undefined,
  ) {
    this.#analyser = new FrameAnalyser(library);
  }

  /**
   * Features [count, NUM_BANDS] of frames start ... start + count, mirrored beyond the recording's ends. `causal` has the local level of what is past.
   */
  async features(signal: AbortSignal, start: number, count: number, causal = false): Promise<Float32Array> {
    const inside = Array.from({ length: count }, (_, i) => mirrored(start + i, this.numFrames));
    const [low] = levelRange(
      inside.reduce((a, b) => Math.min(a, b)),
      this.numFrames,
      causal,
    );
    const [, high] = levelRange(
      inside.reduce((a, b) => Math.max(a, b)),
      this.numFrames,
      causal,
    );
    await this.#analyse(signal, low, high);
    const prefix = new Float64Array(high - low + 1);
    for (let i = low; i < high; i++) prefix[i - low + 1] = prefix[i - low]! + this.#levels[i - this.#first]!;
    const out = new Float32Array(count * NUM_BANDS);
    for (const [i, frame] of inside.entries()) {
      const [from, to] = levelRange(frame, this.numFrames, causal);
      const level = Math.max((prefix[to - low]! - prefix[from - low]!) / (to - from), LEVEL_FLOOR);
      writeFeatures(this.energies(frame), 0, level, out, i * NUM_BANDS);
    }
    return out;
  }

  /** Band energies [NUM_BANDS] of a frame that the last call of `features` has covered. */
  energies(frame: number): Float32Array {
    return this.#energies[frame - this.#first]!;
  }

  /** Makes the energies of frames [low, high) present, and forgets those before. */
  async #analyse(signal: AbortSignal, low: number, high: number): Promise<void> {
    const end = this.#first + this.#energies.length;
    if (low < this.#first || low > end) {
      this.#energies = [];
      this.#levels = [];
      this.#first = low;
    } else if (low > this.#first) {
      this.#energies.splice(0, low - this.#first);
      this.#levels.splice(0, low - this.#first);
      this.#first = low;
    }
    for (let at = this.#first + this.#energies.length; at < high; at += BLOCK_FRAMES) {
      signal.throwIfAborted();
      await this.#analyseBlock(signal, at, Math.min(BLOCK_FRAMES, high - at));
    }
  }

  async #analyseBlock(signal: AbortSignal, start: number, count: number): Promise<void> {
    const samples = await this.samples.read(signal, start * HOP_SAMPLES - WINDOW_SAMPLES / 2, (count - 1) * HOP_SAMPLES + WINDOW_SAMPLES);
    const { bands, mel } = this.#analyser.analyse(samples, count);
    for (let i = 0; i < count; i++) {
      const energies = bands.subarray(i * NUM_BANDS, (i + 1) * NUM_BANDS);
      this.#energies.push(energies);
      this.#levels.push(meanEnergy(energies, 0));
      this.melTrack?.write(start + i, mel.subarray(i * NUM_MEL_BANDS, (i + 1) * NUM_MEL_BANDS));
    }
  }

  dispose(): void {
    this.#analyser.dispose();
  }
}
