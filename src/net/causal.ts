import { pad, slice, type Tensor4D } from '@tensorflow/tfjs-core';

/**
 * A convolution around each frame as one over that frame and past ones: it is given x [batch, frames, patches, channels] later by `reach` frames, with zeros before, and what
 * it makes of the last `reach` frames is left out. A reach of 0 changes nothing.
 */
export function pastOnly(x: Tensor4D, reach: number, around: (x: Tensor4D) => Tensor4D): Tensor4D {
  if (reach === 0) return around(x);
  const later: Tensor4D = pad(x, [
    [0, 0],
    [reach, 0],
    [0, 0],
    [0, 0],
  ]);
  const [batch, , patches, channels] = x.shape;
  const out = around(later);
  return slice(out, [0, 0, 0, 0], [batch, x.shape[1], patches, out.shape[3] ?? channels]);
}
