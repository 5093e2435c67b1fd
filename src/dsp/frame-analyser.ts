import { bandMatrix } from './bands';
import { HOP_SAMPLES, NUM_BANDS, NUM_BINS, WINDOW_SAMPLES } from './constants';
import { type FftLibrary, RealFft } from './fft';
import type { Desk, Kernels } from './kernels/kernels';
import { melMatrix, NUM_MEL_BANDS } from './mel';
import type { SparseColumns } from './sparse';
import { sqrtHann } from './window';

/** Energies of frames that follow each other, [frames, NUM_BANDS] and [frames, NUM_MEL_BANDS]. */
export interface AnalysedFrames {
  readonly bands: Float32Array;
  readonly mel: Float32Array;
}

/** Blocks that an analysis makes. */
const NUM_BLOCKS = 13;

/** Applies one matrix to the power spectra of one frame after the other. */
function columnsOn(desk: Desk, { run }: Kernels, { first, offset, weights, numColumns }: SparseColumns) {
  const [firstBlock, offsetBlock, weightsBlock] = [desk.copy(first), desk.copy(offset), desk.copy(weights)];
  return (power: number, out: number): void =>
    run.applyColumns(firstBlock.pointer, offsetBlock.pointer, weightsBlock.pointer, numColumns, power, out);
}

function sizeOf({ first, offset, weights }: SparseColumns): number {
  return first.length + offset.length + weights.length;
}

/** Turns 48 kHz mono into the energies of frames: windowed FFT, power, bands. */
export class FrameAnalyser {
  readonly #kernels: Kernels;
  readonly #fft: RealFft;
  readonly #window = sqrtHann(WINDOW_SAMPLES);
  readonly #bands = bandMatrix();
  readonly #mel = melMatrix();

  constructor(library: FftLibrary) {
    this.#kernels = library.kernels;
    this.#fft = new RealFft(library, WINDOW_SAMPLES);
  }

  /** `count` frames, the first of which begins at samples[0]. */
  analyse(samples: Float32Array, count: number): AnalysedFrames {
    const matrices = sizeOf(this.#bands) + sizeOf(this.#mel);
    const results = count * (NUM_BANDS + NUM_MEL_BANDS);
    const scratch = 3 * WINDOW_SAMPLES + NUM_BINS;
    return this.#kernels.with(samples.length + matrices + results + scratch, NUM_BLOCKS, (desk) => this.#analyse(desk, samples, count));
  }

  #analyse(desk: Desk, samples: Float32Array, count: number): AnalysedFrames {
    const { run } = this.#kernels;
    const fft = this.#fft;
    const source = desk.copy(samples);
    const window = desk.copy(this.#window);
    const windowed = desk.floats(WINDOW_SAMPLES);
    const spectrum = desk.floats(WINDOW_SAMPLES);
    const power = desk.floats(NUM_BINS);
    const bands = desk.floats(count * NUM_BANDS);
    const mel = desk.floats(count * NUM_MEL_BANDS);
    const toBands = columnsOn(desk, this.#kernels, this.#bands);
    const toMel = columnsOn(desk, this.#kernels, this.#mel);
    for (let i = 0; i < count; i++) {
      run.multiply(source.pointer + 4 * i * HOP_SAMPLES, window.pointer, windowed.pointer, WINDOW_SAMPLES);
      fft.samples.set(windowed.values);
      fft.forward();
      spectrum.values.set(fft.spectrum);
      run.power(spectrum.pointer, power.pointer, WINDOW_SAMPLES);
      toBands(power.pointer, bands.pointer + 4 * i * NUM_BANDS);
      toMel(power.pointer, mel.pointer + 4 * i * NUM_MEL_BANDS);
    }
    return { bands: bands.values.slice(), mel: mel.values.slice() };
  }

  dispose(): void {
    this.#fft.dispose();
  }
}
