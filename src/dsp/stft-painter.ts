import { nextTask } from '../base/mutex';
import { bandPlaces } from './bands';
import { ANALYSIS_RATE_HZ, HOP_SAMPLES, NUM_BANDS, NUM_BINS, WINDOW_SAMPLES } from './constants';
import { codesOfPowers, type MelColumns, type MelRange } from './mel-track';
import type { Recording } from './recording';
import type { AnalysisReader } from './resample';
import { NUM_SCALE_ROWS, rowPowers, type ScaleRows, scaleRows } from './scale-rows';
import type { GainShaper } from './shaper';
import { PowerSpectrum } from './spectrum';

/** Frames of a column that are analysed, spread over it. */
const MOST_FRAMES = 4;
const COLUMNS_A_TASK = 64;
/** A mel filter has unit area per Hz, so this brings a bin to the same decibels. */
const PER_HZ = WINDOW_SAMPLES / ANALYSIS_RATE_HZ;

/**
 * Draws columns of spectrograms on a logarithmic or linear scale from the bins of the source's own STFT, read and analysed when they are asked for, so nothing of it is kept. The result's are the source's
 * times the gains, bin by bin, as rendering multiplies them.
 */
export class StftPainter {
  readonly rows: ScaleRows;
  readonly #spectrum: PowerSpectrum;
  readonly #reader: AnalysisReader;
  readonly #places = bandPlaces(WINDOW_SAMPLES, ANALYSIS_RATE_HZ);
  readonly #gains = new Float32Array(NUM_BANDS);
  readonly #kept = new Float32Array(NUM_BINS);
  readonly #levels = new Float32Array(NUM_SCALE_ROWS);
  readonly #codes = new Uint8Array(NUM_SCALE_ROWS);

  constructor(
    readonly recording: Recording,
    readonly scale: 'log' | 'linear',
  ) {
    this.rows = scaleRows(scale, recording.sampleRateHz);
    this.#spectrum = new PowerSpectrum(recording.library);
    this.#reader = recording.analysisSamples();
  }

  /** As MelPainter.paint: a column shows the strongest of its frames, one over none that is analysed shows nothing. */
  async paint(signal: AbortSignal, shaper: GainShaper, { startFrame, endFrame, numColumns }: MelRange, from = 0): Promise<MelColumns> {
    const { mel } = this.recording;
    const before = new Uint8Array(numColumns * NUM_SCALE_ROWS);
    const after = new Uint8Array(numColumns * NUM_SCALE_ROWS);
    const span = (endFrame - startFrame) / numColumns;
    for (let c = from; c < numColumns; c++) {
      const first = Math.min(mel.numFrames - 1, Math.max(0, Math.floor(startFrame + c * span + 0.5)));
      if (first >= mel.numWritten) break;
      const last = Math.min(mel.numWritten, Math.max(first + 1, Math.floor(startFrame + (c + 1) * span + 0.5)));
      const stride = Math.ceil((last - first) / MOST_FRAMES);
      const columns = [before, after].map((codes) => codes.subarray(c * NUM_SCALE_ROWS, (c + 1) * NUM_SCALE_ROWS));
      for (let frame = first; frame < last; frame += stride) await this.#paintFrame(signal, shaper, frame, columns);
      if ((c + 1) % COLUMNS_A_TASK === 0) await nextTask();
      signal.throwIfAborted();
    }
    return { before, after };
  }

  async #paintFrame(signal: AbortSignal, shaper: GainShaper, frame: number, [before, after]: readonly Uint8Array[]): Promise<void> {
    const samples = await this.#reader.read(signal, frame * HOP_SAMPLES - WINDOW_SAMPLES / 2, WINDOW_SAMPLES);
    this.#spectrum.compute(samples, 0);
    const { power } = this.#spectrum;
    this.#lift(power, before!);
    const untouched = shaper.gains(frame, this.#gains);
    if (!untouched) this.#reduce(power);
    this.#lift(untouched ? power : this.#kept, after!);
  }

  /** Powers of the bins times their gains. */
  #reduce(power: Float32Array): void {
    const { lower, part } = this.#places;
    const gains = this.#gains;
    for (let k = 0; k < NUM_BINS; k++) {
      const low = gains[lower[k]!]!;
      const gain = low + part[k]! * (gains[lower[k]! + 1]! - low);
      this.#kept[k] = power[k]! * gain * gain;
    }
  }

  /** Raises a column to a frame's levels where those are higher. */
  #lift(power: Float32Array, column: Uint8Array): void {
    rowPowers(this.rows, power, this.#levels);
    for (let row = 0; row < NUM_SCALE_ROWS; row++) this.#levels[row]! *= PER_HZ;
    codesOfPowers(this.#levels, this.#codes);
    for (let row = 0; row < NUM_SCALE_ROWS; row++) if (this.#codes[row]! > column[row]!) column[row] = this.#codes[row]!;
  }

  dispose(): void {
    this.#spectrum.dispose();
  }
}
