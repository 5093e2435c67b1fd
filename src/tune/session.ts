import { add, mul, sub, type Tensor, type Tensor3D, tidy, valueAndGrads } from '@tensorflow/tfjs-core';
import { LimpidError } from '../base/errors';
import { nextTask } from '../base/mutex';
import type { Backend } from '../net/backend-parts';
import { type AdamOptions, adamStep, disposeSlot, readSlot, restoreSlot, type Slot, slotOf } from './adam';
import { Adversary } from './adversary';
import type { Batch } from './batch';
import { checkCheckpoint } from './check-checkpoint';
import { withHeardNoise } from './heard-noise';
import { heldOutBatch, isEmpty, noMaterial } from './held-out';
import { gainLoss, LOSS_WEIGHTS } from './losses';
import { Mixer } from './mixer';
import { Pace } from './pace';
import { remixed } from './remix';
import type { EvaluationEvent, SlotState, TuneCheckpoint, TuneEvent, TuneResult, TuneSetup, Weights } from './session-types';
import { type Targets, uploadTargets } from './targets';
import { trainedGains } from './trained-generator';
import { trainedNames } from './trained-layers';
import { download, upload } from './weights';
import './gradients';

const WARM_UP_STEPS = 10;
/** Learning rate at the end, as a part of its peak. */
const LAST_RATE = 0.05;
const BETAS = { beta1: 0.9, beta2: 0.98, clipNorm: 1, averageDecay: 0.97 } as const;
/**
 * Part of the way from the base model to the averaged weights that is offered and measured. What was learnt lies along the way, what is forgotten at its end.
 * Source: Wortsman et al. 2022, Robust fine-tuning of zero-shot models, section 3.
 */
const OFFERED_PART = 0.625;
/** Part of the steps that is trained in any case: while the learning rate is high the held-out loss wavers, and what was learnt shows only as the rate falls. */
const EARLIEST_END = 0.5;
/** A loss has to fall by this part to count as better. */
const LEAST_GAIN = 1e-4;

/**
 * One fine-tuning of a model, on the tfjs backend that is current when it is made. It holds tensors until `dispose`. Between two events of `run` it holds no
 * scope open, so other work may use the backend; a checkpoint taken then is enough to go on anywhere.
 */
export class TuneSession {
  readonly #setup: TuneSetup;
  readonly #mixer: Mixer;
  readonly #trained: ReadonlySet<string>;
  readonly #weights: Map<string, Tensor>;
  readonly #slots: ReadonlyMap<string, Slot>;
  readonly #heldOut: Targets;
  readonly #adversary: Adversary | undefined;
  readonly #adam: AdamOptions;
  #step: number;
  #evaluations: EvaluationEvent[];
  #recentLosses: number[];
  #best: Weights;
  #diverged = false;
  #disposed = false;

  /**
   * Puts the model on the device, ready to train, from the start or from a checkpoint of the same setup.
   * @throws LimpidError finetune/no-material; finetune/checkpoint when `from` belongs to another model or other options; weights/missing for an adversarial one
   */
  static async create(setup: TuneSetup, from?: TuneCheckpoint): Promise<TuneSession> {
    if (setup.options.adversarial && !setup.discriminator) {
      const { name } = setup.base.architecture;
      throw new LimpidError(
        'weights/missing',
        `Adversarial training needs a discriminator, and none comes with ${name}. Train without it.`,
      );
    }
    if (from) checkCheckpoint(setup, from);
    if (isEmpty(setup.training) || isEmpty(setup.heldOut)) throw noMaterial();
    const weights = upload(setup.base.weights);
    try {
      const teacher = async (features: Tensor3D): Promise<Float32Array> => await gainsOf(setup, weights, features);
      const { causal } = setup.base.architecture;
      const [training, heldOut] = [
        await withHeardNoise(setup.training, causal, teacher),
        await withHeardNoise(setup.heldOut, causal, teacher),
      ];
      return new TuneSession({ ...setup, training, heldOut }, weights, from);
    } catch (error) {
      for (const t of weights.values()) t.dispose();
      throw error;
    }
  }

  private constructor(setup: TuneSetup, weights: Map<string, Tensor>, from: TuneCheckpoint | undefined) {
    const { base, options } = setup;
    this.#setup = setup;
    this.#mixer = new Mixer(setup.training, setup.rehearsal, { ...options, causal: base.architecture.causal });
    this.#adam = { ...BETAS, pullToStart: options.pullToStart };
    this.#weights = weights;
    this.#trained = new Set(trainedNames(base.architecture, options.layers));
    this.#slots = new Map([...this.#trained].map((name) => [name, slotOf(this.#weights.get(name)!)]));
    this.#heldOut = uploadTargets(heldOutBatch(setup));
    this.#step = from?.step ?? 0;
    this.#evaluations = [...(from?.evaluations ?? [])];
    this.#recentLosses = [...(from?.recentLosses ?? [])];
    this.#best = from?.best ?? base.weights;
    this.#adversary = options.adversarial ? new Adversary(setup.discriminator!, from?.discriminator) : undefined;
    if (from) for (const [name, slot] of this.#slots) restoreSlot(slot, from.slots[name]!);
  }

  get step(): number {
    return this.#step;
  }

  /** The best weights offered so far; those of the base model as long as nothing was better. */
  get best(): Weights {
    return this.#best;
  }

  /** All evaluations so far, those before a resume included. */
  get evaluations(): readonly EvaluationEvent[] {
    return this.#evaluations;
  }

  /**
   * Trains to the end, one step or evaluation an event. To pause, do not ask for the next one. After it was left (by an abort, an error or `return`) it may be called
   * again to go on.
   * @throws LimpidError backend/device-lost, backend/gpu-error; AbortError when `signal` fires
   */
  async *run(signal: AbortSignal, backend: Backend): AsyncGenerator<TuneEvent, TuneResult, void> {
    const { steps, evaluateEvery } = this.#setup.options;
    const pace = new Pace(steps, evaluateEvery);
    if (this.#evaluations.length === 0) yield await pace.evaluation(() => this.#checked(backend, () => this.#evaluate()));
    while (this.#step < steps && !this.#isStuck()) {
      signal.throwIfAborted();
      const loss = await pace.step(() => this.#checked(backend, () => this.#train(this.#step + 1)));
      if (!Number.isFinite(loss)) {
        this.#diverged = true;
        break;
      }
      this.#step++;
      this.#recentLosses.push(loss);
      yield { kind: 'step', step: this.#step, totalSteps: steps, loss, ...pace.ahead(this.#step) };
      await nextTask();
      if (this.#step % evaluateEvery !== 0 && this.#step !== steps) continue;
      const evaluation = await pace.evaluation(() => this.#checked(backend, () => this.#evaluate()));
      if (this.#diverged) break;
      yield evaluation;
      await nextTask();
    }
    return this.#result();
  }

  #result(): TuneResult {
    const best = this.#evaluations.findLast((e) => e.best)!;
    const ended = this.#diverged ? 'diverged' : this.#step < this.#setup.options.steps ? 'early-stop' : 'finished';
    return { ended, steps: this.#step, bestStep: best.step, baseLoss: this.#evaluations[0]!.validationLoss, bestLoss: best.validationLoss };
  }

  /** Whether the last evaluations brought nothing; those while the learning rate is high do not count. */
  #isStuck(): boolean {
    const { patience, steps } = this.#setup.options;
    const waited = this.#evaluations.slice(1 + this.#evaluations.findLastIndex((e) => e.best));
    return this.#diverged || waited.filter((e) => e.step > EARLIEST_END * steps).length >= patience;
  }

  /** One step; resolves to its loss, which is not finite where nothing was changed. */
  async #train(step: number): Promise<number> {
    const batch = await this.#batch(step);
    const targets = uploadTargets(batch);
    const names = [...this.#slots.keys()];
    const slots = [...this.#slots.values()];
    this.#trainAdversary(targets, step);
    const { value, grads } = tidy(() => {
      const loss = (...tensors: Tensor[]): Tensor => {
        const weights = new Map(this.#weights);
        for (const [i, name] of names.entries()) weights.set(name, tensors[i]!);
        const gain = trainedGains(this.#setup.base.architecture, weights, targets.features as Tensor3D, this.#trained);
        const loss = gainLoss(gain, targets, LOSS_WEIGHTS);
        return this.#adversary ? add(loss, this.#adversary.lossOf(targets, gain)) : loss;
      };
      return valueAndGrads(loss as never)(slots.map(({ weight }) => weight));
    });
    targets.dispose();
    try {
      const loss = (await value.data())[0]!;
      if (Number.isFinite(loss)) {
        adamStep(slots, grads, this.#learningRate(step), step, this.#adam);
        for (const [name, { weight }] of this.#slots) this.#weights.set(name, weight);
      }
      return loss;
    } finally {
      for (const t of [value, ...grads]) t.dispose();
    }
  }

  #trainAdversary(targets: Targets, step: number): void {
    if (!this.#adversary) return;
    const present = new Map([...this.#weights].map(([name, weight]) => [name, this.#slots.get(name)?.weight ?? weight]));
    const gain = tidy(() => trainedGains(this.#setup.base.architecture, present, targets.features as Tensor3D, new Set()));
    this.#adversary.train(targets, gain, this.#learningRate(step), step);
    gain.dispose();
  }

  #batch(step: number): Batch | Promise<Batch> {
    const { ownItems, rehearsedItems } = this.#setup.options;
    if (this.#setup.training.noisy.length === 0) return this.#mixer.batch(step, ownItems, rehearsedItems);
    return remixed(this.#mixer, step, this.#setup.options, (features) => gainsOf(this.#setup, this.#averaged(), features));
  }

  #averaged(): ReadonlyMap<string, Tensor> {
    return new Map([...this.#weights].map(([name, weight]) => [name, this.#slots.get(name)?.average ?? weight]));
  }

  /** Weights on the way from the base model to the averaged ones; the caller disposes those of the slots. */
  #offered(): Map<string, Tensor> {
    const out = new Map(this.#weights);
    for (const [name, { start, average }] of this.#slots) {
      out.set(
        name,
        tidy(() => add(start, mul(sub(average, start), OFFERED_PART))),
      );
    }
    return out;
  }

  /** Measures the offered weights on what was held out, and keeps them if they are the best. */
  async #evaluate(): Promise<EvaluationEvent> {
    const offered = this.#offered();
    try {
      return await this.#evaluateWeights(offered);
    } finally {
      for (const name of this.#slots.keys()) offered.get(name)?.dispose();
    }
  }

  async #evaluateWeights(offered: ReadonlyMap<string, Tensor>): Promise<EvaluationEvent> {
    const { base } = this.#setup;
    const value = tidy(() => {
      const gain = trainedGains(base.architecture, offered, this.#heldOut.features as Tensor3D, new Set());
      return gainLoss(gain, this.#heldOut, LOSS_WEIGHTS);
    });
    const validationLoss = (await value.data())[0]!;
    value.dispose();
    if (!Number.isFinite(validationLoss)) this.#diverged = true;
    const before = this.#evaluations.findLast((e) => e.best)?.validationLoss ?? Number.POSITIVE_INFINITY;
    const best = validationLoss < before - LEAST_GAIN * Math.abs(before) || this.#evaluations.length === 0;
    const losses = this.#recentLosses;
    const trainLoss = losses.length > 0 ? losses.reduce((a, b) => a + b, 0) / losses.length : undefined;
    const evaluation: EvaluationEvent = { kind: 'evaluation', step: this.#step, trainLoss, validationLoss, best };
    if (this.#diverged) return evaluation;
    if (best && this.#step > 0) this.#best = await download(base.architecture, offered);
    this.#recentLosses = [];
    this.#evaluations.push(evaluation);
    return evaluation;
  }

  #learningRate(step: number): number {
    const { steps, learningRate } = this.#setup.options;
    const fall = LAST_RATE + (1 - LAST_RATE) * 0.5 * (1 + Math.cos((Math.PI * step) / steps));
    return learningRate * Math.min(1, step / WARM_UP_STEPS) * fall;
  }

  /** A failed device rejects the read-back or answers with zeros: the backend's own word decides which error it is. */
  async #checked<T>(backend: Backend, work: () => Promise<T>): Promise<T> {
    try {
      const value = await work();
      backend.check();
      return value;
    } catch (error) {
      await backend.settled();
      backend.check();
      throw error;
    }
  }

  /** The averaged weights as they are now. */
  current(): Promise<Weights> {
    return download(this.#setup.base.architecture, this.#averaged());
  }

  /** Everything needed to go on from here, in another session of the same setup. */
  async checkpoint(): Promise<TuneCheckpoint> {
    const slots: Record<string, SlotState> = {};
    for (const [name, slot] of this.#slots) slots[name] = await readSlot(slot);
    return {
      format: 1,
      step: this.#step,
      options: this.#setup.options,
      baseSha256: this.#setup.base.sha256,
      evaluations: [...this.#evaluations],
      recentLosses: [...this.#recentLosses],
      slots,
      discriminator: (await this.#adversary?.state()) ?? {},
      best: this.#best,
    };
  }

  /** Frees the tensors. A second call does nothing. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const [name, weight] of this.#weights) if (!this.#slots.has(name)) weight.dispose();
    for (const slot of this.#slots.values()) disposeSlot(slot);
    this.#heldOut.dispose();
    this.#adversary?.dispose();
  }
}

/** Gains of some weights for features [batch, frames, NUM_BANDS]. */
async function gainsOf({ base }: TuneSetup, weights: ReadonlyMap<string, Tensor>, features: Tensor3D): Promise<Float32Array> {
  const gains = tidy(() => trainedGains(base.architecture, weights, features, new Set()));
  const values = (await gains.data()) as Float32Array;
  gains.dispose();
  return values;
}
