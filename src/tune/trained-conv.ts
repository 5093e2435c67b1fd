import {
  conv2d,
  customGrad,
  fused,
  matMul,
  mul,
  pad,
  reshape,
  reverse,
  scalar,
  slice,
  stack,
  step,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  transpose,
} from '@tensorflow/tfjs-core';

export interface TrainedConvOptions {
  readonly dilation: number;
  readonly activation: 'linear' | 'relu';
  /** Whether the input needs a gradient: not that of the first layer. */
  readonly inputGradient: boolean;
}

/**
 * Convolution over time, dilated, and patches with bias and, if wanted, ReLU, that has a gradient on every backend: tfjs has none for conv2d on wasm, and none for dilated
 * ones anywhere. x [batch, frames, patches, in], filter [height, width, in, out] of odd sizes, bias [out] -> [batch, frames, patches, out]; zero beyond the ends.
 */
export function trainedConv(
  x: Tensor4D,
  filter: Tensor4D,
  bias: Tensor1D,
  { dilation, activation, inputGradient }: TrainedConvOptions,
): Tensor4D {
  const op = customGrad((...args) => {
    const [input, weight, offset, save] = args as unknown as [Tensor4D, Tensor4D, Tensor1D, (tensors: Tensor[]) => void];
    const dilations: [number, number] = [dilation, 1];
    const value = fused.conv2d({ x: input, filter: weight, bias: offset, strides: 1, pad: 'same', dilations, activation });
    save([input, weight, value]);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [savedInput, savedWeight, savedValue] = saved as [Tensor4D, Tensor4D, Tensor4D];
      const dz = (activation === 'relu' ? mul(dy, step(savedValue)) : dy) as Tensor4D;
      return [
        inputGradient ? conv2d(dz, turned(savedWeight), 1, 'same', 'NHWC', dilations) : scalar(0),
        filterGradient(savedInput, dz, savedWeight.shape, dilation),
        sum(dz, [0, 1, 2]),
      ];
    };
    return { value, gradFunc };
  });
  return op(x, filter, bias) as Tensor4D;
}

/** The filter of the way back: taps reversed, input and output exchanged. */
function turned(filter: Tensor4D): Tensor4D {
  const axes = [0, 1].filter((axis) => filter.shape[axis]! > 1);
  return transpose(axes.length > 0 ? reverse(filter, axes) : filter, [0, 1, 3, 2]) as Tensor4D;
}

/** Sum over all places of x shifted by each tap, times dz: one matrix product a tap, with the transposition made beforehand, since wasm's own is slow. */
function filterGradient(x: Tensor4D, dz: Tensor4D, shape: readonly number[], dilation: number): Tensor4D {
  const [batch, frames, patches, numIn] = x.shape;
  const [height = 1, width = 1, , numOut = 1] = shape;
  const places = batch * frames * patches;
  const flat = reshape(dz, [places, numOut]);
  const columns = transpose(x, [3, 0, 1, 2]) as Tensor4D; // [in, batch, frames, patches]
  const margins = [(dilation * (height - 1)) / 2, (width - 1) / 2] as const;
  const around: [number, number][] = [
    [0, 0],
    [0, 0],
    [margins[0], margins[0]],
    [margins[1], margins[1]],
  ];
  const isWide = height * width > 1;
  const padded = isWide ? pad(columns, around) : columns;
  const taps = Array.from({ length: height * width }, (_, tap) => {
    const start = [0, 0, Math.floor(tap / width) * dilation, tap % width];
    const shifted = isWide ? slice(padded, start, [numIn, batch, frames, patches]) : padded;
    return matMul(reshape(shifted, [numIn, places]), flat);
  });
  return reshape(stack(taps), [height, width, numIn, numOut]);
}
