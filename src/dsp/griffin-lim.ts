/** Sound from a mel spectrogram by a made-up phase: the textbook way, kept for comparison with gains on the real phase. */
import { Random } from '../base/random';
import { HOP_SAMPLES, NUM_BINS, WINDOW_SAMPLES } from './constants';
import { type FftLibrary, RealFft } from './fft';
import type { PredictedSpectrum } from './predicted-spectrum';
import { sqrtHann } from './window';

/** With momentum, more hardly brings the spectrogram nearer. */
const ITERATIONS = 24;
/** Source: Perraudin, Balazs and Sondergaard 2013, A fast Griffin-Lim algorithm, eq. 10. */
const MOMENTUM = 0.99;
/** Frames of a block, and those that it shares with its neighbours on either side: over these, one fades into the other. */
const BLOCK_FRAMES = 64;
const MARGIN_FRAMES = 10;
/** The outermost frames of a block are not whole. */
const FADE_SAMPLES = (MARGIN_FRAMES - 2) * HOP_SAMPLES;
const FRAMES = BLOCK_FRAMES + 2 * MARGIN_FRAMES;
const LENGTH = (FRAMES - 1) * HOP_SAMPLES + WINDOW_SAMPLES;
/** Blocks kept, so that a player that reads second by second does not compute each block twice. */
const KEPT_BLOCKS = 4;

/** STFT of one block and back: frames of real and imaginary parts, [FRAMES, WINDOW_SAMPLES] as pffft orders them. */
class BlockTransform {
  readonly #fft: RealFft;
  readonly #window = sqrtHann(WINDOW_SAMPLES);

  constructor(library: FftLibrary) {
    this.#fft = new RealFft(library, WINDOW_SAMPLES);
  }

  forward(samples: Float32Array, out: Float32Array): void {
    const window = this.#window;
    for (let frame = 0; frame < FRAMES; frame++) {
      const input = this.#fft.samples;
      const at = frame * HOP_SAMPLES;
      for (let i = 0; i < WINDOW_SAMPLES; i++) input[i] = samples[at + i]! * window[i]!;
      this.#fft.forward();
      out.set(this.#fft.spectrum, frame * WINDOW_SAMPLES);
    }
  }

  /** The windows overlap by half, so squared they sum to one but for the ends of the block, which are not used. */
  inverse(spectra: Float32Array, out: Float32Array): void {
    const window = this.#window.map((v) => v / WINDOW_SAMPLES);
    out.fill(0);
    for (let frame = 0; frame < FRAMES; frame++) {
      const at = frame * HOP_SAMPLES;
      this.#fft.spectrum.set(spectra.subarray(frame * WINDOW_SAMPLES, (frame + 1) * WINDOW_SAMPLES));
      this.#fft.inverse();
      const { samples } = this.#fft;
      for (let i = 0; i < WINDOW_SAMPLES; i++) out[at + i]! += samples[i]! * window[i]!;
    }
  }

  dispose(): void {
    this.#fft.dispose();
  }
}

/** Gives each bin of a frame its magnitude, the phase being that of `spectra`; where that is zero, phase zero. */
function impose(magnitudes: Float32Array, spectra: Float32Array): void {
  for (let frame = 0; frame < FRAMES; frame++) {
    const at = frame * WINDOW_SAMPLES;
    const own = frame * NUM_BINS;
    spectra[at] = Math.sign(spectra[at]! || 1) * magnitudes[own]!;
    spectra[at + 1] = Math.sign(spectra[at + 1]! || 1) * magnitudes[own + NUM_BINS - 1]!;
    for (let k = 1; k < NUM_BINS - 1; k++) {
      const [re, im] = [spectra[at + 2 * k]!, spectra[at + 2 * k + 1]!];
      const size = Math.sqrt(re * re + im * im);
      const scale = size > 0 ? magnitudes[own + k]! / size : 0;
      spectra[at + 2 * k] = size > 0 ? re * scale : magnitudes[own + k]!;
      spectra[at + 2 * k + 1] = im * scale;
    }
  }
}

/**
 * Griffin-Lim over a recording, 48 kHz mono, in blocks of 1 s that fade into each other. Each block begins from its own fixed random phase, so any stretch may be
 * asked for by itself. Source: Griffin and Lim 1984, eq. 6, with the momentum of Perraudin et al. 2013.
 */
export class GriffinLim {
  readonly #transform: BlockTransform;
  readonly #blocks = new Map<number, Float32Array>();

  constructor(
    library: FftLibrary,
    readonly predicted: PredictedSpectrum,
  ) {
    this.#transform = new BlockTransform(library);
  }

  /** Samples [start, start + count). */
  read(start: number, count: number): Float32Array {
    const out = new Float32Array(count);
    const step = BLOCK_FRAMES * HOP_SAMPLES;
    const fade = FADE_SAMPLES;
    // Frame i is centred on sample i * HOP_SAMPLES; fades are centred on the borders of blocks.
    const first = Math.floor((start - fade / 2) / step);
    const last = Math.floor((start + count + fade / 2) / step);
    for (let block = Math.max(0, first); block <= last; block++) {
      const samples = this.#block(block);
      const origin = (block * BLOCK_FRAMES - MARGIN_FRAMES) * HOP_SAMPLES - WINDOW_SAMPLES / 2;
      const from = Math.max(start, block === 0 ? 0 : block * step - fade / 2);
      const to = Math.min(start + count, (block + 1) * step + fade / 2);
      for (let i = from; i < to; i++) {
        const rise = block === 0 ? 1 : Math.min(1, (i - (block * step - fade / 2)) / fade);
        const fall = Math.min(1, ((block + 1) * step + fade / 2 - i) / fade);
        out[i - start]! += samples[i - origin]! * Math.min(rise, fall);
      }
    }
    return out;
  }

  #block(block: number): Float32Array {
    const known = this.#blocks.get(block);
    if (known) return known;
    const made = this.#compute(block);
    this.#blocks.set(block, made);
    for (const key of this.#blocks.keys()) if (this.#blocks.size > KEPT_BLOCKS && key !== block) this.#blocks.delete(key);
    return made;
  }

  #compute(block: number): Float32Array {
    const magnitudes = new Float32Array(FRAMES * NUM_BINS);
    for (let i = 0; i < FRAMES; i++)
      this.predicted.magnitudes(block * BLOCK_FRAMES - MARGIN_FRAMES + i, magnitudes.subarray(i * NUM_BINS, (i + 1) * NUM_BINS));
    const random = new Random(block);
    const spectra = Float32Array.from({ length: FRAMES * WINDOW_SAMPLES }, () => random.uniform() - 0.5);
    impose(magnitudes, spectra);
    const samples = new Float32Array(LENGTH);
    const former = new Float32Array(spectra.length);
    const projected = new Float32Array(spectra.length);
    for (let turn = 0; turn < ITERATIONS; turn++) {
      this.#transform.inverse(spectra, samples);
      this.#transform.forward(samples, projected);
      const momentum = turn === 0 ? 0 : MOMENTUM;
      for (let i = 0; i < spectra.length; i++) {
        spectra[i] = projected[i]! + momentum * (projected[i]! - former[i]!);
        former[i] = projected[i]!;
      }
      impose(magnitudes, spectra);
    }
    this.#transform.inverse(spectra, samples);
    return samples;
  }

  dispose(): void {
    this.#transform.dispose();
  }
}
