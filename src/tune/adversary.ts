import { abs, add, concat, mean, mul, split, square, sub, type Tensor, tidy, valueAndGrads } from '@tensorflow/tfjs-core';
import { LimpidError } from '../base/errors';
import { type AdamOptions, adamStep, disposeSlot, readSlot, restoreSlot, type Slot, slotOf } from './adam';
import { cleanPicture, hiddenLayers, picture, scoresOf } from './discriminator';
import type { SlotState, Weights } from './session-types';
import type { Targets } from './targets';
import { type DeviceWeights, upload } from './weights';

/** What the generator pays for being told apart, and for hidden layers unlike those of clean speech: as in training. */
const LOSS_WEIGHTS = { adversarial: 0.02, matching: 0.05 } as const;
const ADAM: AdamOptions = { beta1: 0.9, beta2: 0.98, clipNorm: 1, averageDecay: 0.97, pullToStart: 0 };
/** The discriminator's learning rate, as a part of the generator's. */
const RATE_PART = 0.5;

/** The discriminator while it trains along: it learns to tell clean pictures from enhanced ones, and the generator learns to please it. Holds tensors until `dispose`. */
export class Adversary {
  readonly #slots: ReadonlyMap<string, Slot>;

  /** Goes on from a state, or begins with shipped weights. @throws LimpidError finetune/checkpoint when the state lacks weights */
  constructor(weights: Weights, from: Readonly<Record<string, SlotState>> | undefined) {
    this.#slots = new Map([...upload(weights)].map(([name, tensor]) => [name, slotOf(tensor)]));
    if (!from) return;
    for (const [name, slot] of this.#slots) {
      const state = from[name];
      if (!state)
        throw new LimpidError('finetune/checkpoint', `The checkpoint lacks the discriminator's ${name}. Start the training again.`);
      restoreSlot(slot, state);
    }
  }

  get #weights(): DeviceWeights {
    return new Map([...this.#slots].map(([name, { weight }]) => [name, weight]));
  }

  /** One step against gains [size, frames, NUM_BANDS], least squares: clean pictures shall score 1, enhanced ones 0. Source: Mao et al. 2017, eq. 2. */
  train(targets: Targets, gain: Tensor, learningRate: number, step: number): void {
    const names = [...this.#slots.keys()];
    const slots = [...this.#slots.values()];
    const { value, grads } = tidy(() => {
      const shown = concat([cleanPicture(targets), picture(targets.features, gain)], 0);
      const beside = concat([targets.features, targets.features], 0);
      const loss = (...tensors: Tensor[]): Tensor => {
        const weights = new Map(names.map((name, i) => [name, tensors[i]!]));
        const [real, fake] = split(scoresOf(weights, hiddenLayers(weights, shown, beside, false).at(-1)!), 2) as [Tensor, Tensor];
        return mul(add(mean(square(sub(real, 1))), mean(square(fake))), 0.5);
      };
      return valueAndGrads(loss as never)(slots.map(({ weight }) => weight));
    });
    adamStep(slots, grads, learningRate * RATE_PART, step, ADAM);
    for (const t of [value, ...grads]) t.dispose();
  }

  /** What the generator pays for gains, a scalar: least squares, and feature matching (Kumar et al. 2019, MelGAN, eq. 3). */
  lossOf(targets: Targets, gain: Tensor): Tensor {
    const weights = this.#weights;
    const real = hiddenLayers(weights, cleanPicture(targets), targets.features, false);
    const fake = hiddenLayers(weights, picture(targets.features, gain), targets.features, true);
    const told = mul(mean(square(sub(scoresOf(weights, fake.at(-1)!), 1))), 0.5 * LOSS_WEIGHTS.adversarial);
    const unlike = fake.map((layer, i) => mean(abs(sub(layer, real[i]!)))).reduce((a, b) => add(a, b));
    return add(told, mul(unlike, LOSS_WEIGHTS.matching / fake.length));
  }

  /** Everything needed to go on from here. */
  async state(): Promise<Record<string, SlotState>> {
    const out: Record<string, SlotState> = {};
    for (const [name, slot] of this.#slots) out[name] = await readSlot(slot);
    return out;
  }

  dispose(): void {
    for (const slot of this.#slots.values()) disposeSlot(slot);
  }
}
