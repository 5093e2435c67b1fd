import type { LimpidError } from '../base/errors';
import type {
  MaterialHandle,
  MaterialKind,
  PairCheck,
  PresetName,
  Proof,
  ProofRatings,
  StoredProfile,
  TuneEnd,
  TuneOptions,
  TunePace,
  TuneProgress,
  TuneVoice,
  Verdict,
} from '../base/tuning';

/** A recording to learn from. */
export interface MaterialState {
  readonly key: number;
  readonly kind: MaterialKind;
  /** Path and name as they were dropped. */
  readonly name: string;
  /** Present once it is read. */
  readonly handle: MaterialHandle | undefined;
}

/** A clean and a noisy recording that are taken for the same moment. */
export interface PairState {
  readonly cleanKey: number;
  readonly noisyKey: number;
  readonly check: PairCheck | undefined;
  /** Name of a recording above that is all but the same. */
  readonly sameAs: string | undefined;
  readonly error: LimpidError | undefined;
}

export type TuneRun =
  | { readonly status: 'idle' }
  | { readonly status: 'running'; readonly trainingId: string; readonly progress: TuneProgress | undefined }
  | { readonly status: 'paused'; readonly trainingId: string; readonly progress: TuneProgress | undefined }
  /** Cancelled, failed, or found in the storage: it can be taken up or thrown away. */
  | { readonly status: 'stopped'; readonly trainingId: string; readonly progress: TuneProgress | undefined }
  | { readonly status: 'ended'; readonly trainingId: string; readonly end: TuneEnd; readonly card: ProofCardState };

/** What is known of a training that has ended. */
export interface ProofCardState {
  /** Share of what was learnt in the blend that the card shows: 0 the base model, 1 all of it. */
  readonly part: number;
  /** Undefined while it is measured. */
  readonly measured: { readonly proof: Proof; readonly verdict: Verdict } | undefined;
  /** Ratings of base and blend; those of a former blend while the next one is rated. */
  readonly rating: { readonly status: 'none' | 'running' | 'done'; readonly ratings: ProofRatings | undefined };
  /** Whether the tuned clip was listened to. */
  readonly heard: boolean;
}

export type RecorderState =
  | { readonly status: 'off' }
  | { readonly status: 'ready' }
  | { readonly status: 'recording'; readonly take: 'room' | 'voice'; readonly seconds: number; readonly level: number };

export interface TuningState {
  readonly material: readonly MaterialState[];
  readonly pairs: readonly PairState[];
  /** Keys of noisy recordings whose partner people have chosen or taken away themselves. */
  readonly byHand: readonly number[];
  readonly preset: PresetName;
  readonly options: TuneOptions;
  readonly pace: TunePace | 'measuring' | undefined;
  readonly run: TuneRun;
  readonly voice: TuneVoice | undefined;
  readonly recorder: RecorderState;
  /** The profile that was kept last. */
  readonly kept: StoredProfile | undefined;
}
