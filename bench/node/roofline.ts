import { matMul, randomUniform, type Tensor2D } from '@tensorflow/tfjs-core';
import { FRAMES_PER_SEC, NUM_BANDS } from '../../src/dsp/constants';
import { type Architecture, multiplyAddsPerSec, NUM_PATCHES, PATCH_BANDS, weightShapes } from '../../src/net/architecture';
import { median } from './measure';

/** Rows, inner size and columns of a product that keeps the processor busy and stays in its caches. */
const PRODUCT = [1024, 512, 512] as const;
const COPY_FLOATS = 1 << 24;
const RUNS = 9;

async function bestRate(work: () => unknown, amount: number): Promise<number> {
  const rates: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    rates.push(amount / ((user + system) / 1e6));
  }
  return median(rates);
}

/** What this machine does on the current backend. */
export interface Rates {
  readonly multiplyAddsPerSec: number;
  readonly copiedBytesPerSec: number;
}

/** Measures a matrix product of tfjs and a plain copy of 64 MB, both per processor second. */
export async function measureRates(): Promise<Rates> {
  const [rows, inner, columns] = PRODUCT;
  const a = randomUniform([rows, inner]) as Tensor2D;
  const b = randomUniform([inner, columns]) as Tensor2D;
  const product = async (): Promise<void> => {
    for (let i = 0; i < 10; i++) {
      const c = matMul(a, b);
      await c.data();
      c.dispose();
    }
  };
  const [from, to] = [new Float32Array(COPY_FLOATS).fill(1), new Float32Array(COPY_FLOATS)];
  const rates = {
    multiplyAddsPerSec: await bestRate(product, 10 * rows * inner * columns),
    copiedBytesPerSec: await bestRate(() => to.set(from), 4 * COPY_FLOATS),
  };
  a.dispose();
  b.dispose();
  return rates;
}

/** Bytes that the network reads and writes per second of audio where every layer goes through memory once. */
export function bytesPerSec(a: Architecture): number {
  const wide = NUM_PATCHES * a.channels;
  const patchInput = NUM_PATCHES * PATCH_BANDS;
  // A residual step reads its input twice: for its layers and for the sum.
  const block = wide + wide + (wide + wide + wide) + (wide + a.rank) + (a.rank + wide + wide);
  const ends = patchInput + wide + patchInput + wide + (wide + wide) + (wide + NUM_BANDS);
  return 4 * FRAMES_PER_SEC * (ends + a.dilations.length * block);
}

export interface Roofline {
  readonly multiplyAddsPerSec: number;
  readonly bytesPerSec: number;
  readonly numWeights: number;
  /** Processor seconds per second of audio at the machine's rates: the longer of arithmetic and memory. */
  readonly floorCpuPerSec: number;
}

export function rooflineOf(a: Architecture, rates: Rates): Roofline {
  const numWeights = [...weightShapes(a).values()].reduce((sum, shape) => sum + shape.reduce((x, y) => x * y, 1), 0);
  const [arithmetic, memory] = [multiplyAddsPerSec(a), bytesPerSec(a)];
  const floorCpuPerSec = Math.max(arithmetic / rates.multiplyAddsPerSec, memory / rates.copiedBytesPerSec);
  return { multiplyAddsPerSec: arithmetic, bytesPerSec: memory, numWeights, floorCpuPerSec };
}
