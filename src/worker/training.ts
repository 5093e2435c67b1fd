import { isAbort, toLimpidError } from '../base/errors';
import { Mutex } from '../base/mutex';
import type { Proof, ProofExcerpts, TuneEnd, TuneOptions, TuneProgress, TuneVoice, Verdict } from '../base/tuning';
import { ANALYSIS_RATE_HZ } from '../dsp/constants';
import type { FftLibrary } from '../dsp/fft';
import type { Backend } from '../net/backend-parts';
import { Generator } from '../net/generator';
import type { Model } from '../net/model';
import type { TrainingStore } from '../storage/training-store';
import { materialOf } from '../tune/material';
import { cleaned, ownProofPairs, type ProofPairs, prove } from '../tune/proof';
import type { Recordings } from '../tune/recordings';
import type { BundledSet } from '../tune/rehearsal';
import { TuneSession } from '../tune/session';
import type { TuneCheckpoint, TuneEvent, TuneResult, TuneSetup, Weights } from '../tune/session-types';
import { splitRecordings } from '../tune/split';
import { verdictOf } from '../tune/verdict';
import { blend } from '../tune/weights';
import type { GeneratorHost } from './generator-host';

/** What a training starts from. Plain data: it is stored, so that another tab can take it up. */
export interface TrainingStart {
  readonly format: 1;
  readonly recordings: Recordings;
  readonly options: TuneOptions;
  readonly base: Model;
  /** Id or name of the base model. */
  readonly parent: string;
  readonly minutes: number;
}

/** How far it came, stored beside. */
export interface TrainingState {
  readonly format: 1;
  readonly checkpoint: TuneCheckpoint;
  readonly result: TuneResult | undefined;
}

/** What a training works with. */
export interface TrainingTools {
  readonly host: GeneratorHost;
  readonly jobs: Mutex;
  readonly library: FftLibrary;
  readonly bundled: BundledSet;
  /** For adversarial training. */
  readonly discriminator: Weights | undefined;
  readonly store: TrainingStore;
}

const CLIP_SAMPLES = 8 * ANALYSIS_RATE_HZ;
/** Checkpoints go to the storage at most this often, but always when training stops. */
const SAVE_PERIOD_MS = 15_000;
const NOT_KEPT = 'The browser’s storage is full: this training cannot be taken up again after the tab is closed.';

/**
 * One training, a step at a time: between two steps the engine may denoise. It survives a lost device and a change of the backend by its last checkpoint,
 * and a closed tab by the stored one.
 */
export class Training {
  readonly #runs = new Mutex();
  readonly #setup: TuneSetup;
  readonly #pairs: ProofPairs;
  readonly #clip: Float32Array;
  #state: TrainingState | undefined;
  #session: TuneSession | undefined;
  #backend: Backend | undefined;
  #steps: AsyncGenerator<TuneEvent, TuneResult, void> | undefined;
  #progress: TuneProgress;
  #tunedClip: Float32Array | undefined;
  #savedMs = Number.NEGATIVE_INFINITY;

  constructor(
    readonly id: string,
    readonly start: TrainingStart,
    readonly tools: TrainingTools,
    state: TrainingState | undefined,
  ) {
    const { recordings, options, base } = start;
    const { library, bundled, discriminator } = tools;
    const { training, heldOut } = splitRecordings(recordings, options.seed);
    const material = { training: materialOf(library, training), heldOut: materialOf(library, heldOut) };
    this.#setup = { base, ...material, rehearsal: bundled.rehearsal, discriminator, options };
    this.#pairs = { own: ownProofPairs(heldOut, options.seed), general: bundled.proofPairs };
    this.#clip = clipOf(this.#pairs, heldOut);
    this.#state = state;
    this.#progress = progressOf(options, state?.checkpoint);
  }

  /** Trains on to the end. @throws AbortError when `signal` fires, after the state was stored; backend/..., finetune/... */
  run(signal: AbortSignal, onProgress: (progress: TuneProgress) => void): Promise<TuneEnd> {
    // One that was just paused still reads its state back; the next one begins when that has been let go of.
    return this.#runs.run(signal, () => this.#run(signal, onProgress));
  }

  async #run(signal: AbortSignal, onProgress: (progress: TuneProgress) => void): Promise<TuneEnd> {
    try {
      while (!this.#state?.result) {
        await this.tools.jobs.run(signal, () => this.tools.host.withRecovery(signal, (backend) => this.#advance(signal, backend)));
        onProgress(this.#progress);
      }
    } catch (error) {
      await this.#park(isAbort(error));
      throw error;
    }
    await this.#park(true);
    const { ended, bestStep } = this.#state.result;
    return { ended, bestStep, progress: this.#progress };
  }

  /** One step or one evaluation. */
  async #advance(signal: AbortSignal, backend: Backend): Promise<void> {
    if (this.#backend !== backend) {
      this.#release();
      this.#session = await TuneSession.create(this.#setup, this.#state?.checkpoint);
      this.#backend = backend;
    }
    const session = this.#session;
    if (!session) return;
    this.#steps ??= session.run(signal, backend);
    const { done, value } = await this.#steps.next();
    if (done) {
      this.#state = { format: 1, checkpoint: await session.checkpoint(), result: value };
    } else if (value.kind === 'step') {
      const { step, stepsPerSec, etaSec } = value;
      this.#progress = { ...this.#progress, step, stepsPerSec, etaSec };
    } else {
      this.#state = { format: 1, checkpoint: await session.checkpoint(), result: undefined };
      this.#progress = { ...this.#progress, evaluations: [...session.evaluations] };
      this.#tunedClip = await this.#render(signal, backend, await session.current());
      await this.#save(false);
    }
  }

  /** Reads the state back while the device still has it, stores it, and frees the device. */
  async #park(reachable: boolean): Promise<void> {
    const session = this.#session;
    if (session && reachable && !this.#state?.result) {
      await this.tools.jobs.run(new AbortController().signal, async () => {
        this.#state = { format: 1, checkpoint: await session.checkpoint(), result: undefined };
      });
    }
    this.#release();
    await this.#save(true);
  }

  #release(): void {
    this.#session?.dispose();
    this.#session = undefined;
    this.#backend = undefined;
    this.#steps = undefined;
  }

  async #save(now: boolean): Promise<void> {
    if (!this.#state || (!now && performance.now() - this.#savedMs < SAVE_PERIOD_MS)) return;
    this.#savedMs = performance.now();
    try {
      await this.tools.store.checkpoint(this.id, this.#state);
    } catch (error) {
      this.note(toLimpidError(error).code === 'storage/quota' ? NOT_KEPT : toLimpidError(error).message);
    }
  }

  /** Adds a remark for people, once. */
  note(text: string): void {
    const notices = new Set([...this.#progress.notices, text]);
    this.#progress = { ...this.#progress, notices: [...notices] };
  }

  /** The weights of a blend: 0 the base model, 1 the best weights. */
  weights(part: number): Weights {
    return blend(this.start.base.weights, this.#state?.checkpoint.best ?? this.start.base.weights, part);
  }

  /** The held-out clip, 48 kHz mono: as it is, by the base model, or by what was learnt: the latest weights while training, the blend after it. */
  async clip(signal: AbortSignal, voice: TuneVoice, part: number): Promise<Float32Array> {
    if (voice === 'noisy') return this.#clip.slice();
    if (voice === 'tuned' && !this.#state?.result && this.#tunedClip) return this.#tunedClip.slice();
    const weights = voice === 'base' ? this.start.base.weights : this.weights(part);
    return await this.#onDevice(signal, (backend) => this.#render(signal, backend, weights));
  }

  async #render(signal: AbortSignal, backend: Backend, weights: Weights): Promise<Float32Array> {
    const generator = new Generator({ ...this.start.base, weights });
    try {
      return await cleaned(signal, backend, this.tools.library, generator, this.#clip);
    } finally {
      generator.dispose();
    }
  }

  /** Measures a blend beside the base model; see `prove`. */
  async prove(signal: AbortSignal, part: number): Promise<{ proof: Proof; verdict: Verdict; excerpts: ProofExcerpts }> {
    const weights = this.weights(part);
    const { library } = this.tools;
    const { proof, excerpts } = await this.#onDevice(signal, (backend) =>
      prove(signal, backend, library, this.start.base, weights, this.#pairs),
    );
    return { proof, verdict: verdictOf(proof), excerpts };
  }

  async #onDevice<T>(signal: AbortSignal, work: (backend: Backend) => Promise<T>): Promise<T> {
    const { jobs, host } = this.tools;
    let out: { value: T } | undefined;
    await jobs.run(signal, () =>
      host.withRecovery(signal, async (backend) => {
        out = { value: await work(backend) };
      }),
    );
    if (!out) throw toLimpidError(new Error('no result'));
    return out.value;
  }
}

function progressOf(options: TuneOptions, checkpoint: TuneCheckpoint | undefined): TuneProgress {
  const { step, evaluations } = checkpoint ?? { step: 0, evaluations: [] };
  return { step, totalSteps: options.steps, stepsPerSec: 0, etaSec: 0, evaluations, notices: [] };
}

/** What of a stored state can be shown. */
export function storedProgress({ checkpoint }: TrainingState): TuneProgress {
  return progressOf(checkpoint.options, checkpoint);
}

/** A few seconds that training never sees. */
function clipOf({ own }: ProofPairs, { noisy, speech }: Recordings): Float32Array {
  const source = own[0]?.noisy ?? noisy[0]?.samples ?? speech[0]?.samples ?? new Float32Array(ANALYSIS_RATE_HZ);
  return source.slice(0, CLIP_SAMPLES);
}
