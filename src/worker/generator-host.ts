import { LimpidError } from '../base/errors';
import { AUTOMATIC_MODEL, profileIdOfModel } from '../base/tuning';
import type { BackendName, EngineInfo, ThreadChoice } from '../base/types';
import { hasGpu, startBackend } from '../net/backend';
import type { Backend, BackendAssets } from '../net/backend-parts';
import { Generator } from '../net/generator';
import { type Model, parseModel } from '../net/model';
import { DISCRIMINATOR_FOLDER, parseDiscriminator } from '../tune/discriminator';
import type { Weights } from '../tune/session-types';
import { fetchWeights } from './fetch-weights';
import type { EngineStart } from './protocol';

interface BackendChoice {
  readonly backend: BackendName | 'auto';
  readonly threads: ThreadChoice;
}

interface Running {
  readonly backend: Backend;
  readonly generator: Generator;
  readonly choice: BackendChoice;
  readonly modelId: string;
}

/** The best model that is fast here: the large one needs a GPU. */
async function automaticModel(backend: BackendName | 'auto'): Promise<string> {
  return (await hasGpu(backend)) ? 'base' : 'small';
}

/** A job with a model of its own; `signal` fires too when its backend is about to go. */
type BesideJob = (signal: AbortSignal, backend: Backend, generator: Generator) => Promise<void>;

/** Fresh devices that one job may ask for before it gives up. */
const MAX_RECOVERIES = 2;

/** Keeps one backend with one generator on it, and replaces both when the device is lost; the weights stay on the CPU side. */
export class GeneratorHost {
  #running: Running | undefined;
  readonly #models = new Map<string, Model>();
  readonly #beside = new Set<{ readonly ending: AbortController; readonly done: Promise<void> }>();
  #modelsUrl = '';

  /** `profile` gives the weights of a profile by its id. */
  constructor(
    readonly assets: BackendAssets,
    readonly onReplaced: (info: EngineInfo) => void,
    readonly profile: (id: string) => Promise<Model>,
  ) {}

  /** The model that runs, or that ran last. @throws LimpidError backend/unavailable before the first start */
  get model(): Model {
    if (!this.#running) throw new LimpidError('backend/unavailable', 'No model is loaded. Choose a backend and try again.');
    return this.#running.generator.model;
  }

  /**
   * Starts or changes backend and model. A model that cannot be loaded leaves everything as it was; a backend that does not start leaves nothing running.
   * @throws LimpidError backend/..., weights/..., storage/...
   */
  async start(signal: AbortSignal, { backend, threads, modelId: wanted, modelsUrl }: EngineStart): Promise<EngineInfo> {
    const startMs = performance.now();
    this.#modelsUrl = modelsUrl.replace(/\/$/, '');
    const modelId = wanted === AUTOMATIC_MODEL ? await automaticModel(backend) : wanted;
    const profileId = profileIdOfModel(modelId);
    const model = profileId === undefined ? await this.#fetchModel(signal, modelId) : await this.profile(profileId);
    const former = this.#running?.choice;
    if (former?.backend === backend && former.threads === threads) {
      await this.withRecovery(signal, (on) => this.#changeModel(on, modelId, model));
    } else await this.#launch({ backend, threads }, modelId, model);
    return this.#info(startMs);
  }

  /** Another model on the backend that runs. */
  async #changeModel(backend: Backend, modelId: string, model: Model): Promise<void> {
    const running = this.#running;
    if (!running) throw new LimpidError('internal/bug', 'no backend to change the model on');
    const generator = await this.#testedGenerator(backend, model);
    running.generator.dispose();
    this.#running = { ...running, generator, modelId };
  }

  async #testedGenerator(backend: Backend, model: Model): Promise<Generator> {
    const generator = new Generator(model);
    try {
      await generator.selfTest();
      backend.check();
      return generator;
    } catch (error) {
      generator.dispose();
      throw error;
    }
  }

  /** Runs a job; a lost device is replaced by a fresh one and the job is called again, to go on where it stood. */
  async withRecovery(signal: AbortSignal, job: (backend: Backend, generator: Generator) => Promise<void>): Promise<void> {
    for (let recoveries = 0; ; recoveries++) {
      const running = this.#running;
      if (!running) throw new LimpidError('backend/unavailable', 'No backend is running. Choose one and try again.');
      try {
        running.backend.check();
        return await job(running.backend, running.generator);
      } catch (error) {
        signal.throwIfAborted();
        const lost = await causeOf(error, running.backend);
        if (!(lost instanceof LimpidError) || lost.code !== 'backend/device-lost' || recoveries >= MAX_RECOVERIES) throw lost;
        await this.#replace(running);
      }
    }
  }

  /** Runs a job with a model of its own on the backend that runs, beside the one in use. @throws LimpidError weights/..., backend/... */
  async beside(signal: AbortSignal, modelId: string, job: BesideJob): Promise<void> {
    const model = await this.#fetchModel(signal, modelId);
    const { backend } = this.#running ?? {};
    if (!backend) throw new LimpidError('backend/unavailable', 'No backend is running. Choose one and try again.');
    const ending = new AbortController();
    const done = this.#withOwnGenerator(AbortSignal.any([signal, ending.signal]), backend, model, job);
    const entry = { ending, done };
    this.#beside.add(entry);
    try {
      await done;
    } finally {
      this.#beside.delete(entry);
    }
  }

  async #withOwnGenerator(signal: AbortSignal, backend: Backend, model: Model, job: BesideJob): Promise<void> {
    const generator = await this.#testedGenerator(backend, model);
    try {
      await job(signal, backend, generator);
    } finally {
      generator.dispose();
    }
  }

  /** Ends what runs beside, which computes on the backend that is about to go, and waits until it has let go of it. */
  async #endBeside(): Promise<void> {
    for (const { ending } of this.#beside) ending.abort(new LimpidError('backend/unavailable', 'The backend was changed. Start again.'));
    await Promise.allSettled([...this.#beside].map(({ done }) => done));
  }

  async #replace({ choice, modelId, generator }: Running): Promise<void> {
    const startMs = performance.now();
    await this.#launch(choice, modelId, generator.model);
    this.onReplaced(this.#info(startMs));
  }

  async #launch(choice: BackendChoice, modelId: string, model: Model): Promise<void> {
    await this.#endBeside();
    this.#stop();
    const backend = await startBackend(choice.backend, this.assets, choice.threads);
    try {
      this.#running = { backend, generator: await this.#testedGenerator(backend, model), choice, modelId };
    } catch (error) {
      backend.dispose();
      throw error;
    }
  }

  #stop(): void {
    this.#running?.generator.dispose();
    this.#running?.backend.dispose();
    this.#running = undefined;
  }

  #info(startMs: number): EngineInfo {
    if (!this.#running) throw new LimpidError('internal/bug', 'no backend after a start');
    const { backend, modelId } = this.#running;
    return { backend: backend.name, detail: backend.detail, reason: backend.reason, modelId, readyMs: performance.now() - startMs };
  }

  /** The discriminator, which looks at pictures and so serves models of every size. @throws LimpidError weights/missing, weights/corrupt */
  async discriminator(signal: AbortSignal): Promise<Weights> {
    return await parseDiscriminator(await this.#fetchWeights(signal, DISCRIMINATOR_FOLDER, 'discriminator.safetensors'));
  }

  async #fetchModel(signal: AbortSignal, modelId: string): Promise<Model> {
    const known = this.#models.get(modelId);
    if (known) return known;
    if (!/^[a-z0-9-]+$/.test(modelId)) {
      throw new LimpidError(
        'weights/missing',
        `The model name ${JSON.stringify(modelId)} is not one: expected lower-case letters, digits and hyphens.`,
      );
    }
    const model = await parseModel(await this.#fetchWeights(signal, modelId, 'model.safetensors'));
    this.#models.set(modelId, model);
    return model;
  }

  #fetchWeights(signal: AbortSignal, modelId: string, file: string): Promise<Uint8Array> {
    return fetchWeights(signal, `${this.#modelsUrl}/${modelId}/${file}`, `${file} of the model ${JSON.stringify(modelId)}`);
  }
}

/** A lost device rejects read-backs with errors that look like a cancel, so the backend has the last word on what failed. */
async function causeOf(error: unknown, backend: Backend): Promise<unknown> {
  if (error instanceof LimpidError) return error;
  await backend.settled();
  try {
    backend.check();
  } catch (failure) {
    return failure;
  }
  return error;
}
