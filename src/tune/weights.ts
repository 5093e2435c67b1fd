import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { assert } from '../base/assert';
import { type Architecture, weightShapes } from '../net/architecture';
import { filterShape, fromFilter, toFilter } from '../net/filters';
import type { NamedTensor } from '../net/safetensors';

/** Weights on the device by the model file's names; filters lie as tfjs wants them. */
export type DeviceWeights = ReadonlyMap<string, Tensor>;

/** Biases and places lie alike in both layouts. */
function isFilter(name: string): boolean {
  return name.endsWith('.weight');
}

/** Puts weights on the device; the caller disposes them. */
export function upload(weights: ReadonlyMap<string, NamedTensor>): Map<string, Tensor> {
  const out = new Map<string, Tensor>();
  for (const [name, { shape, values }] of weights) {
    out.set(name, isFilter(name) ? tensor(toFilter(values, shape), filterShape(shape)) : tensor(values, [...shape]));
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
    out.set(name, { shape, values: isFilter(name) ? fromFilter(values, shape) : values });
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
