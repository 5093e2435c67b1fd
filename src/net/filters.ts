/** [out, in, height, width] of a layer's weight; a matrix [out, in] is a convolution of one tap. */
function sizesOf(shape: readonly number[]): readonly [number, number, number, number] {
  const [numOut = 1, numIn = 1, height = 1, width = 1] = shape;
  return [numOut, numIn, height, width];
}

/** Shape of a weight as tfjs wants it: [height, width, in, out]. */
export function filterShape(shape: readonly number[]): [number, number, number, number] {
  const [numOut, numIn, height, width] = sizesOf(shape);
  return [height, width, numIn, numOut];
}

/** PyTorch's [out, in, height, width] or [out, in] as tfjs wants it: [height, width, in, out]. */
export function toFilter(values: Float32Array, shape: readonly number[]): Float32Array {
  const out = new Float32Array(values.length);
  visit(shape, (torch, tfjs) => {
    out[tfjs] = values[torch]!;
  });
  return out;
}

/** The inverse of `toFilter`; the shape is PyTorch's. */
export function fromFilter(values: Float32Array, shape: readonly number[]): Float32Array {
  const out = new Float32Array(values.length);
  visit(shape, (torch, tfjs) => {
    out[torch] = values[tfjs]!;
  });
  return out;
}

/** Calls with the place of each weight in either layout. */
function visit(shape: readonly number[], place: (torch: number, tfjs: number) => void): void {
  const [numOut, numIn, height, width] = sizesOf(shape);
  const taps = height * width;
  for (let o = 0; o < numOut; o++) {
    for (let i = 0; i < numIn; i++) {
      for (let tap = 0; tap < taps; tap++) place((o * numIn + i) * taps + tap, (tap * numIn + i) * numOut + o);
    }
  }
}
