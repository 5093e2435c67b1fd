import { LimpidError, toLimpidError } from '../base/errors';
import type { Mutex } from '../base/mutex';
import { once } from '../base/once';
import type { SavedTraining, TuneOptions } from '../base/tuning';
import type { FftLibrary } from '../dsp/fft';
import { blobBytes } from '../media/byte-source';
import { decodedSource } from '../media/decoded-source';
import { openSource } from '../media/open-source';
import { createPcmStore } from '../storage/create-pcm-store';
import { lockedTrainings, lockTraining } from '../storage/training-lock';
import { TrainingStore } from '../storage/training-store';
import { materialOf } from '../tune/material';
import { probe } from '../tune/probe';
import { writeProfile } from '../tune/profile';
import { type BundledSet, parseRehearsal } from '../tune/rehearsal';
import type { Weights } from '../tune/session-types';
import { splitRecordings } from '../tune/split';
import type { GeneratorHost } from './generator-host';
import { MaterialShelf, minutesOf } from './material-shelf';
import { checkedName, type ProfileShelf } from './profile-shelf';
import type { EngineApi, TuningMethod } from './protocol';
import type { Handlers } from './rpc';
import { storedProgress, Training, type TrainingStart, type TrainingState, type TrainingTools } from './training';

interface Parts {
  readonly host: GeneratorHost;
  readonly jobs: Mutex;
  readonly fft: () => Promise<FftLibrary>;
  readonly profiles: ProfileShelf;
}

interface Held {
  readonly training: Training;
  readonly release: () => void;
}

/** The engine's methods of fine-tuning: material, one training, its proof, and what becomes of it. */
export class Tuning {
  readonly #material = new MaterialShelf();
  readonly #store = new TrainingStore();
  readonly #held = new Map<string, Held>();
  #bundled: (() => Promise<BundledSet>) | undefined;

  constructor(readonly parts: Parts) {}

  readonly handlers: Pick<Handlers, TuningMethod> = {
    addMaterial: async ({ file, name }, { signal, progress }) => {
      const source = await openSource(signal, blobBytes(file), { makeStore: createPcmStore, onProgress: () => undefined });
      return { out: await this.#material.add(signal, await this.parts.fft(), source, name, (fraction) => progress({ fraction })) };
    },
    addDecodedMaterial: async (args, { signal }) => ({
      out: await this.#material.add(signal, await this.parts.fft(), decodedSource(args.channels, args), args.name, () => undefined),
    }),
    removeMaterial: async ({ materialId }) => {
      this.#material.remove(materialId);
      return { out: null };
    },
    checkPair: async ({ cleanId, noisyId }) => ({ out: this.#material.check(await this.parts.fft(), cleanId, noisyId) }),
    nearDuplicates: async ({ pairs }) => ({ out: this.#material.nearDuplicates(await this.parts.fft(), pairs) }),
    measurePace: async ({ plan, options, rehearsalUrl }, { signal }) => {
      const [library, { rehearsal }] = [await this.parts.fft(), await this.#bundledSet(rehearsalUrl)];
      const split = splitRecordings(this.#material.recordings(library, plan), options.seed);
      const material = { training: materialOf(library, split.training), heldOut: materialOf(library, split.heldOut) };
      let out = { stepSec: 0, evaluationSec: 0 };
      await this.parts.jobs.run(signal, () =>
        this.parts.host.withRecovery(signal, async (backend, { model }) => {
          const discriminator = await this.#discriminator(options);
          out = await probe(signal, backend, { base: model, ...material, rehearsal, discriminator, options });
        }),
      );
      return { out };
    },
    tune: async ({ trainingId, begin, rehearsalUrl }, { signal, progress }) => {
      const training = begin ? await this.#begin(trainingId, begin, rehearsalUrl) : await this.#find(trainingId, rehearsalUrl);
      return { out: await training.run(signal, progress) };
    },
    tuneClip: async ({ trainingId, voice, part, rehearsalUrl }, { signal }) => {
      const samples = await (await this.#find(trainingId, rehearsalUrl)).clip(signal, voice, part);
      return { out: { samples, sampleRateHz: 48_000 }, transfer: [samples.buffer] };
    },
    proveTraining: async ({ trainingId, part, rehearsalUrl }, { signal }) => ({
      out: await (await this.#find(trainingId, rehearsalUrl)).prove(signal, part),
    }),
    keepTraining: async (args) => ({ out: await this.#keep(args) }),
    discardTraining: async ({ trainingId }) => {
      await this.#forget(trainingId);
      return { out: null };
    },
    savedTrainings: async () => ({ out: await this.#saved() }),
  };

  async #keep({ trainingId, part, name, proof, rehearsalUrl }: EngineApi['keepTraining']['in']): Promise<EngineApi['keepTraining']['out']> {
    const training = await this.#find(trainingId, rehearsalUrl);
    const { base, parent, minutes } = training.start;
    const info = { name: checkedName(name), parent, parentSha256: base.sha256, created: new Date().toISOString(), minutes, proof };
    const bytes = await writeProfile(base, training.weights(part), info);
    const profile = await this.parts.profiles.add(bytes as Uint8Array<ArrayBuffer>);
    await this.#forget(trainingId);
    return profile;
  }

  async #begin(id: string, { plan, options, parent }: NonNullable<EngineApi['tune']['in']['begin']>, url: string): Promise<Training> {
    const { model } = this.parts.host;
    const tools = await this.#tools(url, options);
    const recordings = this.#material.recordings(tools.library, plan);
    const start: TrainingStart = { format: 1, recordings, options, base: model, parent, minutes: minutesOf(recordings) };
    const training = await this.#hold(id, start, tools, undefined);
    try {
      await this.#store.begin(id, start);
    } catch (error) {
      training.note(`This training cannot be taken up again after the tab is closed: ${toLimpidError(error).message}`);
    }
    return training;
  }

  /** A training of this session, or one that an earlier one has stored. @throws LimpidError finetune/checkpoint */
  async #find(id: string, url: string): Promise<Training> {
    const held = this.#held.get(id);
    if (held) return held.training;
    const stored = await this.#store.read(id);
    const start = stored?.start as TrainingStart | undefined;
    const state = stored?.checkpoint as TrainingState | undefined;
    if (start?.format !== 1 || state?.format !== 1)
      throw new LimpidError('finetune/checkpoint', 'This training is not stored any more, or by another version. Start it again.');
    return await this.#hold(id, start, await this.#tools(url, start.options), state);
  }

  async #hold(id: string, start: TrainingStart, tools: TrainingTools, state: TrainingState | undefined): Promise<Training> {
    const training = new Training(id, start, tools, state);
    this.#held.set(id, { training, release: await lockTraining(id) });
    return training;
  }

  async #forget(id: string): Promise<void> {
    this.#held.get(id)?.release();
    this.#held.delete(id);
    await this.#store.delete(id);
  }

  /** Trainings that can be taken up: not those of other tabs. */
  async #saved(): Promise<SavedTraining[]> {
    const [stored, locked] = [await this.#store.list(), await lockedTrainings()];
    return stored.flatMap(({ id, savedMs, data }) => {
      const state = data as TrainingState;
      if (state.format !== 1 || (locked.has(id) && !this.#held.has(id))) return [];
      return [{ trainingId: id, savedMs, progress: storedProgress(state) }];
    });
  }

  async #tools(url: string, options: TuneOptions): Promise<TrainingTools> {
    const { host, jobs, fft } = this.parts;
    const discriminator = await this.#discriminator(options);
    return { host, jobs, library: await fft(), bundled: await this.#bundledSet(url), discriminator, store: this.#store };
  }

  async #discriminator({ adversarial }: TuneOptions): Promise<Weights | undefined> {
    return adversarial ? await this.parts.host.discriminator(new AbortController().signal) : undefined;
  }

  #bundledSet(url: string): Promise<BundledSet> {
    this.#bundled ??= once(async () => {
      const response = await fetch(url);
      if (!response.ok) throw new LimpidError('rehearsal/corrupt', `The rehearsal set is not at ${url} (status ${response.status}).`);
      return await parseRehearsal(new Uint8Array(await response.arrayBuffer()));
    });
    return this.#bundled();
  }
}
