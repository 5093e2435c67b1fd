import createPffft from '@echogarden/pffft-wasm/simd';
import { assert } from '../base/assert';
import { Kernels } from './kernels/kernels';

type Pffft = Awaited<ReturnType<typeof createPffft>>;

const TYPE_REAL = 0;
const FORWARD = 0;
const BACKWARD = 1;

/** The FFT library and our own kernels, ready. They hold the memory of all plans made from them. */
export interface FftLibrary {
  readonly pffft: Pffft;
  readonly kernels: Kernels;
}

/** Loads pffft (WebAssembly SIMD), whose binary lies beside its script in Node and in a bundle alike. @throws what WebAssembly says where SIMD is missing */
export async function loadFft(): Promise<FftLibrary> {
  const [pffft, kernels] = await Promise.all([createPffft(), Kernels.create()]);
  return { pffft, kernels };
}

/** The smallest size >= `size` that pffft transforms: 32 times a product of 2, 3 and 5. */
export function nextFftSize(size: number): number {
  for (let n = Math.ceil(size / 32); ; n++) {
    let rest = n;
    for (const p of [2, 3, 5]) while (rest % p === 0) rest /= p;
    if (rest === 1) return n * 32;
  }
}

/**
 * One real FFT of a fixed size, with buffers of its own: write `samples`, call `forward`, use `spectrum`, call `inverse`.
 * `spectrum` is [re0, reNyquist, re1, im1, re2, im2, ...]. Unscaled: inverse(forward(x)) = size * x.
 */
export class RealFft {
  readonly #pffft: Pffft;
  readonly #setup: number;
  readonly #memory: number;
  #samples: Float32Array;
  #spectrum: Float32Array;

  constructor(
    library: FftLibrary,
    readonly size: number,
  ) {
    assert(nextFftSize(size) === size, `FFT size ${size} is not 32 * 2^a * 3^b * 5^c`);
    this.#pffft = library.pffft;
    this.#setup = this.#pffft._pffft_new_setup(size, TYPE_REAL);
    this.#memory = this.#pffft._pffft_aligned_malloc(3 * size * 4);
    assert(this.#setup !== 0 && this.#memory !== 0, 'pffft has no memory');
    this.#samples = this.#view(0);
    this.#spectrum = this.#view(1);
  }

  #view(part: number): Float32Array {
    const start = this.#memory / 4 + part * this.size;
    return this.#pffft.HEAPF32.subarray(start, start + this.size);
  }

  /** [size] samples, owned by the plan; views are renewed when the library's memory has grown. */
  get samples(): Float32Array {
    if (this.#samples.length === 0) this.#samples = this.#view(0);
    return this.#samples;
  }

  /** [size] spectrum, owned by the plan. */
  get spectrum(): Float32Array {
    if (this.#spectrum.length === 0) this.#spectrum = this.#view(1);
    return this.#spectrum;
  }

  forward(): void {
    this.#transform(0, 1, FORWARD);
  }

  inverse(): void {
    this.#transform(1, 0, BACKWARD);
  }

  #transform(from: number, to: number, direction: number): void {
    const at = (part: number): number => this.#memory + part * this.size * 4;
    this.#pffft._pffft_transform_ordered(this.#setup, at(from), at(to), at(2), direction);
  }

  dispose(): void {
    this.#pffft._pffft_destroy_setup(this.#setup);
    this.#pffft._pffft_aligned_free(this.#memory);
  }
}
