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
 * Convolution along time with bias and, if wanted, ReLU, that has a gradient on every backend: tfjs has none for conv2d on wasm, and none for dilated
 * ones anywhere. x [batch, frames, 1, in], filter [kernel, 1, in, out] with an odd kernel, bias [out] -> [batch, frames, 1, out]; zero beyond the ends.
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
        filterGradient(savedInput, dz, savedWeight.shape[0], dilation),
        sum(dz, [0, 1, 2]),
      ];
    };
    return { value, gradFunc };
  });
  return op(x, filter, bias) as Tensor4D;
}

/** The filter of the way back: taps reversed, input and output exchanged. */
function turned(filter: Tensor4D): Tensor4D {
  return transpose(filter.shape[0] > 1 ? reverse(filter, 0) : filter, [0, 1, 3, 2]) as Tensor4D;
}

/** Sum over batch and time of x shifted by each tap, times dz: one matrix product a tap, with the transposition made beforehand, since wasm's own is slow. */
function filterGradient(x: Tensor4D, dz: Tensor4D, kernel: number, dilation: number): Tensor4D {
  const [batch, frames, , numIn] = x.shape;
  const numOut = dz.shape[3];
  const margin = (dilation * (kernel - 1)) / 2;
  const flat = reshape(dz, [batch * frames, numOut]);
  const columns = transpose(reshape(x, [batch, frames, numIn]), [2, 0, 1]); // [in, batch, frames]
  const around: [number, number][] = [
    [0, 0],
    [0, 0],
    [margin, margin],
  ];
  const padded = margin > 0 ? pad(columns, around) : columns;
  const taps = Array.from({ length: kernel }, (_, k) => {
    const shifted = kernel > 1 ? slice(padded, [0, 0, k * dilation], [numIn, batch, frames]) : padded;
    return matMul(reshape(shifted, [numIn, batch * frames]), flat);
  });
  return reshape(stack(taps), [kernel, 1, numIn, numOut]);
}
