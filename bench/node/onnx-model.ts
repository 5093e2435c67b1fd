import { NUM_BANDS } from '../../src/dsp/constants';
import { NUM_PATCHES, PATCH_BANDS } from '../../src/net/architecture';
import type { Model } from '../../src/net/model';
import { bytes, message, number, text, whole } from './protobuf';

const IR_VERSION = 8;
const OPSET = 17;
const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_INTS = 7;

/** A graph in the making; each call adds a node and returns the name of its output. Field numbers are those of onnx.proto3. */
class Graph {
  readonly #nodes: Uint8Array[] = [];
  readonly #initializers: Uint8Array[] = [];
  #count = 0;

  #tensor(name: string, type: number, dims: readonly number[], raw: Uint8Array): string {
    this.#initializers.push(message(5, ...dims.map((d) => number(1, d)), number(2, type), text(8, name), bytes(9, raw)));
    return name;
  }

  weights(name: string, dims: readonly number[], values: Float32Array): string {
    return this.#tensor(name, FLOAT, dims, new Uint8Array(values.slice().buffer));
  }

  sizes(values: readonly number[]): string {
    return this.#tensor(`sizes${this.#count++}`, INT64, [values.length], new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer));
  }

  node(type: string, inputs: readonly string[], attributes: Readonly<Record<string, number | readonly number[]>> = {}): string {
    const output = `value${this.#count++}`;
    const fields = Object.entries(attributes).map(([name, value]) =>
      typeof value === 'number'
        ? message(5, text(1, name), number(3, value), number(20, ATTRIBUTE_INT))
        : message(5, text(1, name), ...value.map((v) => number(8, v)), number(20, ATTRIBUTE_INTS)),
    );
    this.#nodes.push(message(1, ...inputs.map((i) => text(1, i)), text(2, output), text(3, output), text(4, type), ...fields));
    return output;
  }

  /** The file, with one input and one output [1, frames, NUM_BANDS]. */
  file(input: string, output: string): Uint8Array {
    const value = (field: number, name: string): Uint8Array => {
      const shape = message(2, message(1, number(1, 1)), message(1, text(2, 'frames')), message(1, number(1, NUM_BANDS)));
      return message(field, text(1, name), message(2, message(1, number(1, FLOAT), shape)));
    };
    const graph = message(7, ...this.#nodes, text(2, 'generator'), ...this.#initializers, value(11, input), value(12, output));
    return whole(number(1, IR_VERSION), message(8, text(1, ''), number(2, OPSET)), graph);
  }
}

/** A generator as an ONNX file, node for node what PyTorch's exporter makes of training/limpid_training/generator.py. */
export function onnxModel({ architecture, weights }: Model): Uint8Array {
  const { channels, dilations } = architecture;
  const graph = new Graph();
  const weight = (name: string): { name: string; shape: readonly number[] } => {
    const { shape, values } = weights.get(name)!;
    return { name: graph.weights(name, shape, values), shape };
  };
  const conv = (name: string, x: string, dilation = 1): string => {
    const { shape, name: filter } = weight(`${name}.weight`);
    const [, , height = 1, width = 1] = shape;
    const pads = [((height - 1) / 2) * dilation, (width - 1) / 2];
    return graph.node('Conv', [x, filter, weight(`${name}.bias`).name], {
      kernel_shape: [height, width],
      dilations: [dilation, 1],
      pads: [...pads, ...pads],
    });
  };
  const dense = (name: string, x: string): string => {
    const { shape, values } = weights.get(`${name}.weight`)!;
    const [numOut = 1, numIn = 1] = shape;
    const across = Float32Array.from({ length: values.length }, (_, i) => values[(i % numOut) * numIn + Math.floor(i / numOut)]!);
    const product = graph.node('MatMul', [x, graph.weights(`${name}.weight`, [numIn, numOut], across)]);
    return graph.node('Add', [product, weight(`${name}.bias`).name]);
  };
  const relu = (x: string): string => graph.node('Relu', [x]);
  const add = (a: string, b: string): string => graph.node('Add', [a, b]);
  const shaped = (x: string, ...sizes: readonly number[]): string => graph.node('Reshape', [x, graph.sizes(sizes)]);
  const channelsLast = (x: string): string => graph.node('Transpose', [x], { perm: [0, 2, 3, 1] });
  const channelsFirst = (x: string): string => graph.node('Transpose', [x], { perm: [0, 3, 1, 2] });

  const x = channelsFirst(shaped('features', 1, -1, NUM_PATCHES, PATCH_BANDS)); // [1, 8, frames, 16]
  const place = weights.get('place')!.values;
  const places = Float32Array.from({ length: place.length }, (_, i) => place[(i % NUM_PATCHES) * channels + Math.floor(i / NUM_PATCHES)]!);
  let h = relu(add(conv('encode', x), graph.weights('place', [channels, 1, NUM_PATCHES], places))); // [1, channels, frames, 16]
  for (const [i, dilation] of dilations.entries()) {
    h = add(h, conv(`blocks.${i}.mix`, relu(conv(`blocks.${i}.dilated`, h, dilation))));
    const frame = shaped(channelsLast(h), 1, -1, NUM_PATCHES * channels);
    const told = dense(`blocks.${i}.up`, relu(dense(`blocks.${i}.down`, frame)));
    h = add(h, channelsFirst(shaped(told, 1, -1, NUM_PATCHES, channels)));
  }
  const hidden = relu(add(conv('code', h), conv('skip', x)));
  const gains = shaped(channelsLast(conv('gains', hidden)), 1, -1, NUM_BANDS);
  return graph.file('features', graph.node('Sigmoid', [gains]));
}
