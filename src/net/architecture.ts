import { FRAMES_PER_SEC, NUM_BANDS } from '../dsp/constants';

/** Patches of neighbouring bands that a frame is cut into. */
export const NUM_PATCHES = 16;
/** Bands of a patch. */
export const PATCH_BANDS = NUM_BANDS / NUM_PATCHES;
/** Neighbouring patches that the first convolutions see. */
const PATCH_KERNEL = 3;

/**
 * Sizes of a generator: `channels` for each patch, `rank` numbers that a frame is told through, one residual block for each dilation, kernels over `kernel` frames. A
 * causal one looks back in its blocks and hears the local level of what is past, so that it can follow a microphone; only its outermost layers look ahead.
 */
export interface Architecture {
  readonly name: string;
  readonly channels: number;
  readonly rank: number;
  readonly dilations: readonly number[];
  readonly kernel: number;
  readonly causal: boolean;
}

/** Every generator that this version can run; the twin of ARCHITECTURES in training/limpid_training/config.py. */
export const ARCHITECTURES: readonly Architecture[] = [
  { name: 'test', channels: 4, rank: 6, dilations: [1, 2], kernel: 3, causal: false },
  { name: 'test-causal', channels: 4, rank: 6, dilations: [1, 2], kernel: 3, causal: true },
  { name: 'nano', channels: 16, rank: 24, dilations: [1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16], kernel: 3, causal: true },
  { name: 'small', channels: 32, rank: 96, dilations: [1, 2, 4, 8, 16, 32, 1, 2, 4, 8], kernel: 3, causal: false },
  { name: 'base', channels: 64, rank: 128, dilations: [1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16], kernel: 3, causal: false },
];

/** Frames before it that an output frame depends on. */
export function framesBefore(a: Architecture): number {
  const reach = (a.kernel - 1) / 2;
  return reach + reach * (a.causal ? 2 : 1) * a.dilations.reduce((sum, d) => sum + d, 0);
}

/** Frames behind it that an output frame depends on. */
export function framesBehind(a: Architecture): number {
  return a.causal ? (a.kernel - 1) / 2 : framesBefore(a);
}

/** Names and shapes of all weights, as PyTorch lays them out: convolutions [out, in, frames, patches], matrices [out, in]. */
export function weightShapes(a: Architecture): Map<string, readonly number[]> {
  const { channels, rank, kernel } = a;
  const wide = NUM_PATCHES * channels;
  const shapes = new Map<string, readonly number[]>();
  const layer = (name: string, out: number, ...rest: readonly number[]): void => {
    shapes.set(`${name}.weight`, [out, ...rest]);
    shapes.set(`${name}.bias`, [out]);
  };
  layer('encode', channels, PATCH_BANDS, kernel, PATCH_KERNEL);
  shapes.set('place', [NUM_PATCHES, channels]);
  for (const i of a.dilations.keys()) {
    layer(`blocks.${i}.dilated`, channels, channels, kernel, 1);
    layer(`blocks.${i}.mix`, channels, channels, 1, 1);
    layer(`blocks.${i}.down`, rank, wide);
    layer(`blocks.${i}.up`, wide, rank);
  }
  layer('code', channels, channels, 1, 1);
  layer('skip', channels, PATCH_BANDS, kernel, PATCH_KERNEL);
  layer('gains', PATCH_BANDS, channels, 1, 1);
  return shapes;
}

/** Multiply-adds per second of audio. */
export function multiplyAddsPerSec(a: Architecture): number {
  let perFrame = 0;
  for (const [name, shape] of weightShapes(a)) {
    if (!name.endsWith('.weight')) continue;
    const isConv = shape.length === 4;
    perFrame += shape.reduce((product, n) => product * n, 1) * (isConv ? NUM_PATCHES : 1);
  }
  return perFrame * FRAMES_PER_SEC;
}
