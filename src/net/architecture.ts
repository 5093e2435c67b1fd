import { FRAMES_PER_SEC, NUM_BANDS } from '../dsp/constants';

/** Sizes of a generator: `width` channels, one residual block for each dilation, kernels over `kernel` frames. */
export interface Architecture {
  readonly name: string;
  readonly width: number;
  readonly dilations: readonly number[];
  readonly kernel: number;
}

/** Every generator that this version can run; the twin of ARCHITECTURES in training/limpid_training/config.py. */
export const ARCHITECTURES: readonly Architecture[] = [
  { name: 'test', width: 8, dilations: [1, 2], kernel: 3 },
  { name: 'nano', width: 80, dilations: [1, 2, 4, 8, 16, 1, 2, 4], kernel: 3 },
  { name: 'small', width: 192, dilations: [1, 2, 4, 8, 16, 32, 1, 2, 4, 8], kernel: 3 },
  { name: 'base', width: 384, dilations: [1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16], kernel: 3 },
];

/** Frames on either side that an output frame depends on. */
export function contextFrames(a: Architecture): number {
  return ((a.kernel - 1) / 2) * a.dilations.reduce((sum, d) => sum + d, 1);
}

/** Names and shapes of all weights, as PyTorch lays convolutions out: [out, in, kernel]. */
export function weightShapes(a: Architecture): Map<string, readonly number[]> {
  const { width, kernel } = a;
  const shapes = new Map<string, readonly number[]>();
  const conv = (name: string, out: number, into: number, size: number): void => {
    shapes.set(`${name}.weight`, [out, into, size]);
    shapes.set(`${name}.bias`, [out]);
  };
  conv('encode', width, NUM_BANDS, kernel);
  for (const i of a.dilations.keys()) {
    conv(`blocks.${i}.dilated`, width, width, kernel);
    conv(`blocks.${i}.mix`, width, width, 1);
  }
  conv('code', width, width, 1);
  conv('skip', width, NUM_BANDS, 1);
  conv('gains', NUM_BANDS, width, 1);
  return shapes;
}

/** Multiply-adds per second of audio. */
export function multiplyAddsPerSec(a: Architecture): number {
  let perFrame = 0;
  for (const [name, shape] of weightShapes(a)) if (name.endsWith('.weight')) perFrame += shape.reduce((product, n) => product * n, 1);
  return perFrame * FRAMES_PER_SEC;
}
