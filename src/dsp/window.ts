/** Periodic square-root Hann window [length]: squared and half overlapped it sums to one. */
export function sqrtHann(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sqrt(0.5 - 0.5 * Math.cos((2 * Math.PI * i) / length)));
}
