import { NUM_BINS, WINDOW_SAMPLES } from './constants';
import { type FftLibrary, RealFft } from './fft';
import { sqrtHann } from './window';

/** Power spectra of analysis frames. */
export class PowerSpectrum {
  readonly #fft: RealFft;
  readonly #window = sqrtHann(WINDOW_SAMPLES);
  /** [NUM_BINS], overwritten by the next call. */
  readonly power = new Float32Array(NUM_BINS);

  constructor(library: FftLibrary) {
    this.#fft = new RealFft(library, WINDOW_SAMPLES);
  }

  /** Fills `power` with |X|^2 of samples[start ... start + WINDOW_SAMPLES). */
  compute(samples: Float32Array, start: number): void {
    const { samples: input } = this.#fft;
    for (let i = 0; i < WINDOW_SAMPLES; i++) input[i] = samples[start + i]! * this.#window[i]!;
    this.#fft.forward();
    const { spectrum } = this.#fft;
    const { power } = this;
    power[0] = spectrum[0]! ** 2;
    power[NUM_BINS - 1] = spectrum[1]! ** 2;
    for (let k = 1; k < NUM_BINS - 1; k++) {
      const re = spectrum[2 * k]!;
      const im = spectrum[2 * k + 1]!;
      power[k] = re * re + im * im;
    }
  }

  dispose(): void {
    this.#fft.dispose();
  }
}
