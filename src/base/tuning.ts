/** What a session of fine-tuning does; every preset is one of these. */
export interface TuneOptions {
  /** Steps of training; fewer are done when held-out material stops getting better. */
  readonly steps: number;
  /** Peak of the learning rate: it rises over the first steps and falls along a cosine. */
  readonly learningRate: number;
  /** Items of the user's own in a batch. */
  readonly ownItems: number;
  /** Items of the bundled rehearsal set in a batch; 0 switches rehearsal off. */
  readonly rehearsedItems: number;
  readonly layers: TrainedLayers;
  /** Pull towards the pretrained weights; 0 switches L2-SP off. */
  readonly pullToStart: number;
  /** Whether a discriminator trains along: the one that comes beside the model. */
  readonly adversarial: boolean;
  /** Steps between two evaluations on held-out material. */
  readonly evaluateEvery: number;
  /** Evaluations without a new best one after which training ends; those of the first half of the steps do not count. */
  readonly patience: number;
  /** SNR at which clean speech and noise alone are mixed, dB. */
  readonly snrRangeDb: readonly [number, number];
  readonly seed: number;
}

/** `all` layers, the `upper` half of the blocks with everything behind it, or the `output` layers only. */
export type TrainedLayers = 'all' | 'upper' | 'output';

export type PresetName = 'quick' | 'normal' | 'thorough';

/** What was measured of one model on one set of pairs: means over its pairs. */
export interface Scores {
  /** Scale-invariant signal-to-distortion ratio, dB. */
  readonly siSdrDb: number;
  /** Short-time objective intelligibility, 0...1. */
  readonly stoi: number;
  /** Mean squared error of the mel spectrogram, dB^2. */
  readonly melMse: number;
  /** Peak signal-to-noise ratio of the mel spectrogram, dB. */
  readonly melPsnrDb: number;
  /** Seconds of sound that were measured. */
  readonly seconds: number;
}

/** The base model beside the tuned one on the same pairs. */
export interface Comparison {
  readonly base: Scores;
  readonly tuned: Scores;
}

/** What a proof has of the user's own held-out material, missing where that has no clean reference, and of other voices. */
export interface ProofSets<T> {
  readonly own?: T;
  readonly general: T;
}

/** The proof card. */
export type Proof = ProofSets<Comparison>;

/** Parts of the sounds that a proof measured, as a rater takes them: DNSMOS_SAMPLES each. */
export type ProofExcerpts = ProofSets<{ readonly base: readonly Float32Array[]; readonly tuned: readonly Float32Array[] }>;

/** How listeners would rate those sounds overall, 1...5, as a network guesses: means over the excerpts. */
export type ProofRatings = ProofSets<{ readonly base: number; readonly tuned: number }>;

/** The proof in words. */
export interface Verdict {
  /** Whether the tuned model should be offered as the choice. */
  readonly outcome: 'better' | 'not-better' | 'unmeasured';
  readonly text: string;
}

/** A remark on a pair that can be learnt from all the same. */
export interface PairNotice {
  readonly kind: 'shifted' | 'inverted' | 'weak-likeness' | 'identical' | 'clipped' | 'lengths-differ' | 'loud-noise';
  readonly text: string;
}

/** What was found out about a pair. */
export interface PairCheck {
  /** By how much the noisy recording begins later, seconds. */
  readonly offsetSec: number;
  /** Gain from the clean recording to what of it is in the noisy one, dB. */
  readonly gainDb: number;
  /** 0...1: how much of the noisy recording the clean one explains. */
  readonly correlation: number;
  /** Speech against noise where there is speech, dB. */
  readonly snrDb: number;
  /** Seconds that both have. */
  readonly seconds: number;
  readonly notices: readonly PairNotice[];
}

/** A profile that the browser keeps, without its weights. */
export interface StoredProfile {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdMs: number;
  /** Minutes of recordings that it learnt from. */
  readonly minutes: number;
  /** Id or name of the model that it was tuned from. */
  readonly parent: string;
  readonly architecture: string;
  readonly proof: Proof | undefined;
}

/** Asks the engine to choose among the models that ship, by the backend that it finds. */
export const AUTOMATIC_MODEL = 'auto';

const PROFILE_PREFIX = 'profile:';

/** The id by which the engine knows a profile among its models. */
export function modelIdOfProfile(profileId: string): string {
  return `${PROFILE_PREFIX}${profileId}`;
}

/** The profile that a model id names; undefined for a model that ships with the app. */
export function profileIdOfModel(modelId: string): string | undefined {
  return modelId.startsWith(PROFILE_PREFIX) ? modelId.slice(PROFILE_PREFIX.length) : undefined;
}

/** What a recording is to training: speech without noise, speech with noise, noise alone. */
export type MaterialKind = 'clean' | 'noisy' | 'noise';

/** A recording that the engine holds to learn from, 48 kHz mono. */
export interface MaterialHandle {
  readonly materialId: number;
  readonly seconds: number;
}

/** What is learnt from, by the ids of its recordings. */
export interface TunePlan {
  readonly pairs: readonly { readonly cleanId: number; readonly noisyId: number }[];
  readonly speech: readonly number[];
  readonly noise: readonly number[];
  /** Recordings with noise and no clean twin; learnt from only where there is nothing else. */
  readonly noisy: readonly number[];
}

/** How long steps and evaluations take here, measured. */
export interface TunePace {
  readonly stepSec: number;
  readonly evaluationSec: number;
}

/** The averaged weights, measured on held-out material. */
export interface TuneEvaluation {
  /** 0 is the base model. */
  readonly step: number;
  /** Mean loss of the steps since the last evaluation. */
  readonly trainLoss: number | undefined;
  readonly validationLoss: number;
  /** Whether these were the best weights so far. */
  readonly best: boolean;
}

/** How far a training has come. */
export interface TuneProgress {
  readonly step: number;
  readonly totalSteps: number;
  readonly stepsPerSec: number;
  readonly etaSec: number;
  readonly evaluations: readonly TuneEvaluation[];
  /** Remarks for people, such as that it cannot be kept. */
  readonly notices: readonly string[];
}

/** How a training ended. */
export interface TuneEnd {
  readonly ended: 'finished' | 'early-stop' | 'diverged';
  readonly bestStep: number;
  readonly progress: TuneProgress;
}

/** A training that was interrupted, or whose result waits for a decision. */
export interface SavedTraining {
  readonly trainingId: string;
  readonly savedMs: number;
  readonly progress: TuneProgress;
}

/** Which version of the held-out clip is heard. */
export type TuneVoice = 'noisy' | 'base' | 'tuned';
