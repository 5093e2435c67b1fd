import { bandMatrix } from '../dsp/bands';
import { HOP_SAMPLES, NUM_BANDS, NUM_BINS, WINDOW_SAMPLES } from '../dsp/constants';
import { type FftLibrary, RealFft } from '../dsp/fft';
import { applySparse } from '../dsp/sparse';
import { sqrtHann } from '../dsp/window';

/** Lowest energy of a band: that of a sample value of about 1e-8. */
export const ENERGY_FLOOR = 1e-12;

/** Band energies of one recording: [numFrames, NUM_BANDS]. */
export interface Track {
  readonly numFrames: number;
  readonly energies: Float32Array;
}

/** A speech signal and the noise that lies over it, on one time axis. */
export interface PairTrack {
  readonly numFrames: number;
  readonly speech: Float32Array;
  readonly noise: Float32Array;
  /** Cosine of the angle between the two in each band, -1...1: their sum has the energy S + N + 2 sqrt(S N) cosine. */
  readonly cosine: Float32Array;
}

/** Frames of a signal at 48 kHz: frame i is centred on sample i * HOP_SAMPLES. */
function numFramesOf(numSamples: number): number {
  return Math.ceil(numSamples / HOP_SAMPLES) + 1;
}

/** Spectra of frames of a signal at 48 kHz; zero beyond its ends. */
class Spectra {
  readonly #fft: RealFft;
  readonly #window = sqrtHann(WINDOW_SAMPLES);

  constructor(library: FftLibrary) {
    this.#fft = new RealFft(library, WINDOW_SAMPLES);
  }

  /** Writes real and imaginary parts of bins [0, NUM_BINS) of the frame. */
  compute(samples: Float32Array, frame: number, re: Float32Array, im: Float32Array): void {
    const { samples: input } = this.#fft;
    const start = frame * HOP_SAMPLES - WINDOW_SAMPLES / 2;
    for (let i = 0; i < WINDOW_SAMPLES; i++) input[i] = (samples[start + i] ?? 0) * this.#window[i]!;
    this.#fft.forward();
    const { spectrum } = this.#fft;
    re[0] = spectrum[0]!;
    re[NUM_BINS - 1] = spectrum[1]!;
    im[0] = 0;
    im[NUM_BINS - 1] = 0;
    for (let k = 1; k < NUM_BINS - 1; k++) {
      re[k] = spectrum[2 * k]!;
      im[k] = spectrum[2 * k + 1]!;
    }
  }

  dispose(): void {
    this.#fft.dispose();
  }
}

/** Band energies of mono samples at 48 kHz. */
export function trackOf(library: FftLibrary, samples: Float32Array): Track {
  const { numFrames, speech } = pairTrackOf(library, samples, undefined);
  return { numFrames, energies: speech };
}

/** Band energies of two signals of one length at 48 kHz, and the cosine between them. Without noise, `noise` and `cosine` are empty. */
export function pairTrackOf(library: FftLibrary, speech: Float32Array, noise: Float32Array | undefined): PairTrack {
  const numFrames = numFramesOf(speech.length);
  const spectra = new Spectra(library);
  const bands = bandMatrix();
  const part = (): Float32Array => new Float32Array(NUM_BINS);
  const [sRe, sIm, nRe, nIm, power] = [part(), part(), part(), part(), part()];
  const size = numFrames * NUM_BANDS;
  const out = {
    numFrames,
    speech: new Float32Array(size),
    noise: new Float32Array(noise ? size : 0),
    cosine: new Float32Array(noise ? size : 0),
  };
  for (let frame = 0; frame < numFrames; frame++) {
    const at = frame * NUM_BANDS;
    spectra.compute(speech, frame, sRe, sIm);
    for (let k = 0; k < NUM_BINS; k++) power[k] = sRe[k]! ** 2 + sIm[k]! ** 2;
    applySparse(bands, power, out.speech, at);
    if (!noise) continue;
    spectra.compute(noise, frame, nRe, nIm);
    for (let k = 0; k < NUM_BINS; k++) power[k] = nRe[k]! ** 2 + nIm[k]! ** 2;
    applySparse(bands, power, out.noise, at);
    for (let k = 0; k < NUM_BINS; k++) power[k] = sRe[k]! * nRe[k]! + sIm[k]! * nIm[k]!;
    applySparse(bands, power, out.cosine, at);
  }
  spectra.dispose();
  for (let i = 0; i < size; i++) {
    out.speech[i] = Math.max(out.speech[i]!, ENERGY_FLOOR);
    if (!noise) continue;
    out.noise[i] = Math.max(out.noise[i]!, ENERGY_FLOOR);
    out.cosine[i] = Math.max(-1, Math.min(1, out.cosine[i]! / Math.sqrt(out.speech[i]! * out.noise[i]!)));
  }
  return out;
}

export function lengthOf(track: Track): number {
  return track.numFrames;
}
