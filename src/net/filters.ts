/** PyTorch's [out, in, kernel] as tfjs wants it: [kernel, 1, in, out]. */
export function toFilter(values: Float32Array, [numOut, numIn, kernel]: readonly [number, number, number]): Float32Array {
  const out = new Float32Array(values.length);
  for (let o = 0; o < numOut; o++) {
    for (let i = 0; i < numIn; i++) {
      for (let k = 0; k < kernel; k++) out[(k * numIn + i) * numOut + o] = values[(o * numIn + i) * kernel + k]!;
    }
  }
  return out;
}

/** The inverse of `toFilter`; the shape is PyTorch's. */
export function fromFilter(values: Float32Array, [numOut, numIn, kernel]: readonly [number, number, number]): Float32Array {
  const out = new Float32Array(values.length);
  for (let o = 0; o < numOut; o++) {
    for (let i = 0; i < numIn; i++) {
      for (let k = 0; k < kernel; k++) out[(o * numIn + i) * kernel + k] = values[(k * numIn + i) * numOut + o]!;
    }
  }
  return out;
}
