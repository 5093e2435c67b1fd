declare module '@echogarden/pffft-wasm/simd' {
  /** Emscripten's factory; the package ships no types. */
  export default function createPffft(): Promise<{
    readonly HEAPF32: Float32Array;
    _pffft_new_setup(size: number, type: number): number;
    _pffft_destroy_setup(setup: number): void;
    _pffft_aligned_malloc(bytes: number): number;
    _pffft_aligned_free(pointer: number): void;
    _pffft_transform_ordered(setup: number, input: number, output: number, work: number, direction: number): void;
  }>;
}
