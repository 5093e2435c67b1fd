import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { assert } from '../base/assert';
import { type Architecture, weightShapes } from '../net/architecture';
import { fromFilter, toFilter } from '../net/filters';
import type { NamedTensor } from '../net/safetensors';

/** Weights on the device by the model file's names; filters lie as tfjs wants them. */
export type DeviceWeights = ReadonlyMap<string, Tensor>;

/** Puts weights on the device; the caller disposes them. */
export function upload(weights: ReadonlyMap<string, NamedTensor>): Map<string, Tensor> {
  const out = new Map<string, Tensor>();
  for (const [name, { shape, values }] of weights) {
    if (shape.length === 1) out.set(name, tensor(values, [values.length]));
    else {
      const [numOut, numIn, kernel] = shape as [number, number, number];
      out.set(name, tensor(toFilter(values, [numOut, numIn, kernel]), [kernel, 1, numIn, numOut]));
    }
  }
  return out;
}

/** Reads weights back in the model file's layout. */
export async function download(architecture: Architecture, weights: DeviceWeights): Promise<Map<string, NamedTensor>> {
  const out = new Map<string, NamedTensor>();
  for (const [name, shape] of weightShapes(architecture)) {
    const on = weights.get(name);
    assert(on, `no weights ${name}`);
    const values = (await on.data()) as Float32Array;
    out.set(name, { shape, values: shape.length === 1 ? values : fromFilter(values, shape as [number, number, number]) });
  }
  return out;
}

/** Weights between two models of one architecture: a for part 0, b for part 1. */
export function blend(a: ReadonlyMap<string, NamedTensor>, b: ReadonlyMap<string, NamedTensor>, part: number): Map<string, NamedTensor> {
  const out = new Map<string, NamedTensor>();
  for (const [name, { shape, values }] of a) {
    const other = b.get(name)!.values;
    out.set(name, { shape, values: values.map((v, i) => v + part * (other[i]! - v)) });
  }
  return out;
}
