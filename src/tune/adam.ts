import { add, div, minimum, mul, scalar, sqrt, square, sub, sum, type Tensor, tensor, tidy, zerosLike } from '@tensorflow/tfjs-core';
import type { SlotState } from './session-types';

export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  /** Largest norm of all gradients together; larger ones are scaled down. */
  readonly clipNorm: number;
  /** Pull towards the weights at the start, per unit of learning rate. Source: Xuhong et al. 2018, L2-SP. */
  readonly pullToStart: number;
  /** Decay of the moving average of the weights. */
  readonly averageDecay: number;
}

const EPSILON = 1e-8;

/** What training keeps of each trained tensor, on the device. */
export interface Slot {
  weight: Tensor;
  average: Tensor;
  first: Tensor;
  second: Tensor;
  readonly start: Tensor;
}

/** A slot for a tensor that it takes over. */
export function slotOf(weight: Tensor): Slot {
  return tidy(() => ({
    weight,
    average: add(weight, 0),
    first: zerosLike(weight),
    second: zerosLike(weight),
    start: add(weight, 0),
  }));
}

/** One step of Adam with gradient clipping, L2-SP and a moving average; `step` counts from 1. Source: Kingma and Ba 2015, algorithm 1. Takes over nothing of `gradients`. */
export function adamStep(
  slots: readonly Slot[],
  gradients: readonly Tensor[],
  learningRate: number,
  step: number,
  options: AdamOptions,
): void {
  const { beta1, beta2 } = options;
  const scale = tidy(() => {
    const squares = gradients.map((g) => sum(square(g))).reduce((a, b) => add(a, b));
    return minimum(div(options.clipNorm, add(sqrt(squares), 1e-12)), 1);
  });
  // Quicker at the start, when the average still is the pretrained model.
  const decay = Math.min(options.averageDecay, (1 + step) / (10 + step));
  for (const [i, slot] of slots.entries()) {
    const [weight, average, first, second] = tidy(() => {
      const gradient = mul(gradients[i]!, scale);
      const m = add(mul(slot.first, beta1), mul(gradient, 1 - beta1));
      const v = add(mul(slot.second, beta2), mul(square(gradient), 1 - beta2));
      const move = div(mul(m, 1 / (1 - beta1 ** step)), add(sqrt(mul(v, 1 / (1 - beta2 ** step))), EPSILON));
      const pull = mul(sub(slot.weight, slot.start), options.pullToStart);
      const w = sub(slot.weight, mul(add(move, pull), scalar(learningRate)));
      return [w, add(mul(slot.average, decay), mul(w, 1 - decay)), m, v];
    });
    for (const old of [slot.weight, slot.average, slot.first, slot.second]) old.dispose();
    Object.assign(slot, { weight, average, first, second });
  }
  scale.dispose();
}

/** Frees a slot's tensors. */
export function disposeSlot({ weight, average, first, second, start }: Slot): void {
  for (const t of [weight, average, first, second, start]) t.dispose();
}

const STATE = ['weight', 'average', 'first', 'second'] as const;

/** Reads a slot's state back from the device. */
export async function readSlot(slot: Slot): Promise<SlotState> {
  const [weight, average, first, second] = (await Promise.all(STATE.map((key) => slot[key].data()))) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  return { weight, average, first, second };
}

/** Puts a state that was read back into a slot; its start stays. */
export function restoreSlot(slot: Slot, state: SlotState): void {
  for (const key of STATE) {
    const { shape } = slot[key];
    slot[key].dispose();
    slot[key] = tensor(state[key], shape);
  }
}
