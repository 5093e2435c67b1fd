import { assert } from '../../base/assert';
import { KERNELS_WASM } from './kernels-wasm';

const PAGE_BYTES = 65_536;
/** Every block begins where four samples can be read at once. */
const ALIGNMENT = 16;

/** What kernels.as.ts exports; pointers are byte addresses in `memory`. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  multiply(a: number, b: number, out: number, count: number): void;
  addProduct(a: number, b: number, out: number, count: number): void;
  power(spectrum: number, out: number, size: number): void;
  applyColumns(first: number, offset: number, weights: number, numColumns: number, bins: number, out: number): void;
  reductions(gains: number, lower: number, part: number, scale: number, out: number, numBins: number): void;
  scaleSpectrum(spectrum: number, factors: number, size: number): void;
  subtract(before: number, removed: number, weight: number, peak: number, out: number, count: number): void;
  resample(
    source: number,
    taps: number,
    numTaps: number,
    numPhases: number,
    phase: number,
    step: number,
    phaseStep: number,
    out: number,
    count: number,
  ): void;
  magnitude(values: number, count: number): number;
  widen(values: number, count: number, range: number): void;
}

/** Elements in the kernels' memory, as long as the call of `Kernels.with` lasts that they were made in. */
export interface Block<T extends Float32Array | Int32Array = Float32Array> {
  readonly pointer: number;
  readonly values: T;
}

/** Where blocks are made. All sizes are told first, so that the memory does not move under them. */
export interface Desk {
  floats(length: number): Block;
  /** A block that holds these values. */
  copy<T extends Float32Array | Int32Array>(values: T): Block<T>;
}

/**
 * Loops over samples in WebAssembly SIMD. They work on a memory of their own: what they need is copied in, and results out, within one call of `with`, after which all of
 * it may be overwritten. Nothing in it outlives a call, so there is nothing to free.
 */
export class Kernels {
  readonly run: Exports;

  private constructor(instance: WebAssembly.Instance) {
    this.run = instance.exports as unknown as Exports;
  }

  /** Compiles the kernels. @throws what WebAssembly says where SIMD is missing */
  static async create(): Promise<Kernels> {
    const bytes = Uint8Array.from(atob(KERNELS_WASM), (char) => char.charCodeAt(0));
    const { instance } = await WebAssembly.instantiate(bytes);
    return new Kernels(instance);
  }

  /** Gives `work` room for blocks of `numElements` in all, `numBlocks` of them. It must not wait for anything. */
  with<Result>(numElements: number, numBlocks: number, work: (desk: Desk) => Result): Result {
    const { memory } = this.run;
    const start = ALIGNMENT;
    const end = start + 4 * numElements + ALIGNMENT * numBlocks;
    if (end > memory.buffer.byteLength) memory.grow(Math.ceil((end - memory.buffer.byteLength) / PAGE_BYTES));
    const { buffer } = memory;
    let at = start;
    const place = (length: number): number => {
      const pointer = at;
      at = Math.ceil((at + 4 * length) / ALIGNMENT) * ALIGNMENT;
      assert(at <= end, `kernels were promised ${numElements} elements in ${numBlocks} blocks`);
      return pointer;
    };
    return work({
      floats(length) {
        const pointer = place(length);
        return { pointer, values: new Float32Array(buffer, pointer, length) };
      },
      copy<T extends Float32Array | Int32Array>(values: T): Block<T> {
        const pointer = place(values.length);
        const held =
          values instanceof Float32Array
            ? new Float32Array(buffer, pointer, values.length)
            : new Int32Array(buffer, pointer, values.length);
        held.set(values);
        return { pointer, values: held as T };
      },
    });
  }
}
