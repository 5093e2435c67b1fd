import { NUM_BINS, WINDOW_SAMPLES } from './constants';
import { type FftLibrary, RealFft } from './fft';
import { sqrtHann } from './window';

/** Lags of voices between 75 and 436 Hz, samples at 48 kHz. */
const SHORTEST_LAG = 110;
const LONGEST_LAG = 640;
/** Frames whose autocorrelations are added: 48 ms hold several periods of every voice, and noise has no period over them. */
const NUM_ADDED = 3;

/**
 * How voiced a sound is: the highest normalised autocorrelation at the lags of voices, 0...1, over three frames. The autocorrelation of a frame is the transform
 * of its power spectrum, divided by that of the window. Source: Boersma 1993, "Accurate short-term analysis of the fundamental frequency", eq. 9.
 */
export class Voicing {
  readonly #fft: RealFft;
  readonly #windowLags: Float32Array;
  /** Autocorrelations of the last frames, taken in turn. */
  readonly #recent = Array.from({ length: NUM_ADDED }, () => new Float32Array(LONGEST_LAG));
  #count = 0;

  constructor(library: FftLibrary) {
    this.#fft = new RealFft(library, WINDOW_SAMPLES);
    this.#windowLags = autocorrelationOf(sqrtHann(WINDOW_SAMPLES), LONGEST_LAG);
  }

  /** Takes the power spectrum [NUM_BINS] of the next frame and tells of the one before it: the middle of three. */
  push(power: Float32Array): number {
    const { spectrum } = this.#fft;
    spectrum.fill(0);
    for (let k = 1; k < NUM_BINS - 1; k++) spectrum[2 * k] = power[k]!;
    this.#fft.inverse();
    const { samples } = this.#fft;
    const newest = this.#recent[this.#count++ % NUM_ADDED]!;
    newest.set(samples.subarray(0, LONGEST_LAG));
    return this.#strongest();
  }

  #strongest(): number {
    const [a, b, c] = this.#recent as [Float32Array, Float32Array, Float32Array];
    const energy = a[0]! + b[0]! + c[0]!;
    if (!(energy > 0)) return 0;
    let best = 0;
    for (let lag = SHORTEST_LAG; lag < LONGEST_LAG; lag++) best = Math.max(best, (a[lag]! + b[lag]! + c[lag]!) / this.#windowLags[lag]!);
    return Math.min(1, best / energy);
  }

  dispose(): void {
    this.#fft.dispose();
  }
}

/** Circular autocorrelation of a window at lags [0, count), 1 at lag 0: its end meets its beginning, as in the transform of a power spectrum. */
function autocorrelationOf(window: Float32Array, count: number): Float32Array {
  const { length } = window;
  const at = (lag: number): number => window.reduce((sum, v, i) => sum + v * window[(i + lag) % length]!, 0);
  const whole = at(0);
  return Float32Array.from({ length: count }, (_, lag) => at(lag) / whole);
}
