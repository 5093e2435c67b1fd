import type { TuneOptions } from '../base/tuning';
import type { Model } from '../net/model';
import type { NamedTensor } from '../net/safetensors';
import type { Material, Rehearsal } from './material';

export type Weights = ReadonlyMap<string, NamedTensor>;

/** What a session starts from. The same setup gives the same weights on the same backend. */
export interface TuneSetup {
  /** The model that is taught; it is not changed. */
  readonly base: Model;
  readonly training: Material;
  /** Held out: never trained on, it decides which weights are the best and when to stop. */
  readonly heldOut: Material;
  readonly rehearsal: Rehearsal;
  /** Weights of the discriminator that comes beside the base model; needed by adversarial training alone. */
  readonly discriminator?: Weights | undefined;
  readonly options: TuneOptions;
}

/** One step is done. */
export interface StepEvent {
  readonly kind: 'step';
  /** Counts from 1. */
  readonly step: number;
  readonly totalSteps: number;
  readonly loss: number;
  /** Over the last steps, without evaluations. */
  readonly stepsPerSec: number;
  /** Until the last step, evaluations included; an early stop may come before. */
  readonly etaSec: number;
}

/** The averaged weights were measured on held-out material. */
export interface EvaluationEvent {
  readonly kind: 'evaluation';
  /** 0 is the base model. */
  readonly step: number;
  /** Mean of the steps since the last evaluation; undefined before the first step. */
  readonly trainLoss: number | undefined;
  readonly validationLoss: number;
  /** Whether these are the best weights so far. */
  readonly best: boolean;
}

export type TuneEvent = StepEvent | EvaluationEvent;

/** How a session ended. Its best weights are what counts, whichever way it was. */
export interface TuneResult {
  /** `diverged`: numbers were no longer finite; the best weights before that are kept. */
  readonly ended: 'finished' | 'early-stop' | 'diverged';
  readonly steps: number;
  /** 0 when nothing was better than the base model. */
  readonly bestStep: number;
  readonly baseLoss: number;
  readonly bestLoss: number;
}

/** Everything with which a session can go on in another tab, another process or on another backend. Plain data: it may be cloned and stored. */
export interface TuneCheckpoint {
  readonly format: 1;
  readonly step: number;
  readonly options: TuneOptions;
  /** Checksum of the base model's weights. */
  readonly baseSha256: string;
  readonly evaluations: readonly EvaluationEvent[];
  /** Losses of the steps since the last evaluation. */
  readonly recentLosses: readonly number[];
  /** State of the optimiser by the name of the weight, filters as tfjs lays them out. */
  readonly slots: Readonly<Record<string, SlotState>>;
  readonly discriminator: Readonly<Record<string, SlotState>>;
  /** The best averaged weights, laid out as in a model file. */
  readonly best: Weights;
}

export interface SlotState {
  readonly weight: Float32Array;
  readonly average: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}
