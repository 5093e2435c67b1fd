import { LimpidError } from '../base/errors';
import { Mutex } from '../base/mutex';
import { once } from '../base/once';
import type { Channels, DecodedSound, EngineInfo, RecordingHandle, Spectrograms, WorkProgress } from '../base/types';
import { FRAMES_PER_SEC } from '../dsp/constants';
import { loadFft } from '../dsp/fft';
import { GrowingPicture } from '../dsp/growing-picture';
import { MEL_MIN_DB, MEL_STEP_DB } from '../dsp/mel-track';
import { Recording } from '../dsp/recording';
import { lossFrames, lossMarks } from '../dsp/speech-loss';
import type { AudioSource } from '../media/audio-source';
import { blobBytes } from '../media/byte-source';
import { decodedSource } from '../media/decoded-source';
import { openSource } from '../media/open-source';
import type { BackendAssets } from '../net/backend-parts';
import { denoise } from '../net/denoise';
import { createPcmStore } from '../storage/create-pcm-store';
import { ProfileStore } from '../storage/profile-store';
import { ResultShelf } from '../storage/result-shelf';
import type { WorkFolder } from '../storage/work-folder';
import { type ExportJob, exportToFolder, exportWav, exportZip } from './export';
import { exportFile, exportFormats } from './export-file';
import { compareWithClean, figuresOf, ratingExcerpts } from './figures';
import { GeneratorHost } from './generator-host';
import { levelsOf } from './levels';
import { runLive } from './live';
import { peaksOf } from './peaks';
import { ProfileShelf } from './profile-shelf';
import type { DenoiseSummary, EngineApi, EngineEvent, OpenedRecording, TuningMethod } from './protocol';
import type { Answer, CallContext, Handlers } from './rpc';
import { Tuning } from './tuning';
import { NOT_KEPT_NOTICE, saveChunk, WorkDesk } from './work-desk';

interface Opened {
  readonly info: RecordingHandle;
  readonly source: AudioSource;
  readonly recording: Recording;
  readonly picture: GrowingPicture;
  /** Work so far, kept over a cancel, so that a resumed job reports the whole. */
  processingSec: number;
  /** Checksum of the model that the gains come from. */
  modelSha256: string;
  /** What it was opened from; undefined for samples that the page has decoded. */
  readonly file: Blob | undefined;
  /** Where the work is kept, if it is. */
  readonly work: WorkFolder | undefined;
}

/** Decisions of two models are never mixed. */
function startOver(opened: Opened, modelSha256: string): void {
  if (opened.modelSha256 === modelSha256) return;
  if (opened.recording.gains.numDone > 0) opened.recording.startOver();
  opened.modelSha256 = modelSha256;
  opened.processingSec = 0;
}

function openClean(signal: AbortSignal, clean: Blob | DecodedSound): AudioSource | Promise<AudioSource> {
  if (clean instanceof Blob) return openSource(signal, blobBytes(clean), { makeStore: createPcmStore, onProgress: () => undefined });
  return decodedSource(clean.channels, { label: 'decoded by the browser', sampleRateHz: clean.sampleRateHz });
}

/** The engine's methods over recordings that it keeps open until `close`. */
export class EngineServer {
  readonly #opened = new Map<number, Opened>();
  readonly #profiles = new ProfileShelf(new ProfileStore());
  readonly #host: GeneratorHost;
  readonly tuning: Tuning;
  readonly #desk: WorkDesk;
  readonly #jobs = new Mutex();
  readonly #fft = once(loadFft);
  readonly #results = new ResultShelf();
  #nextId = 1;

  constructor(assets: BackendAssets, onEvent: (event: EngineEvent) => void) {
    this.#host = new GeneratorHost(
      assets,
      (info) => onEvent({ name: 'engine', info }),
      (id) => this.#profiles.model(id),
    );
    this.tuning = new Tuning({ host: this.#host, jobs: this.#jobs, fft: this.#fft, profiles: this.#profiles });
    this.#desk = new WorkDesk(() => onEvent({ name: 'saved-work' }));
  }

  readonly handlers: Omit<Handlers, TuningMethod> = {
    start: async (args, { signal }) => ({ out: await this.#start(signal, args) }),
    open: async (args, context) => ({ out: await this.#open(args, context) }),
    openDecoded: async (args) => ({ out: await this.#add(decodedSource(args.channels, args), args) }),
    denoise: async ({ recordingId }, context) => ({
      out: await this.#jobs.run(context.signal, () => this.#denoise(this.#find(recordingId), context)),
    }),
    read: (args, { signal }) => this.#read(args, signal),
    peaks: async ({ recordingId, numColumns, settings }, { signal, progress }) => {
      const { recording } = this.#find(recordingId);
      const out = await peaksOf(signal, recording, numColumns, settings, (fraction) => progress({ fraction }));
      return { out, transfer: [out.before.buffer, out.after.buffer] };
    },
    spectrograms: (args, { signal }) => this.#spectrograms(signal, args),
    figures: async ({ recordingId, settings }, { signal, progress }) => {
      const { recording, source } = this.#find(recordingId);
      const { numChannels } = source.format;
      return { out: await figuresOf(signal, recording, numChannels, settings, (fraction) => progress({ fraction })) };
    },
    compareWithClean: async ({ recordingId, settings, clean: given }, { signal }) => {
      const clean = await openClean(signal, given);
      try {
        return { out: await compareWithClean(signal, await this.#fft(), this.#find(recordingId).recording, clean, settings) };
      } finally {
        clean.dispose();
      }
    },
    ratingExcerpts: async ({ recordingId, settings }, { signal }) => {
      const out = await ratingExcerpts(signal, this.#find(recordingId).recording, settings);
      return { out, transfer: [...new Set([...out.before, ...out.after].map(({ buffer }) => buffer))] };
    },
    levels: async ({ recordingId, settings }, { signal }) => ({ out: await levelsOf(signal, this.#find(recordingId).recording, settings) }),
    speechLoss: async ({ recordingId, settings }, { signal, progress }) => {
      const frames = await lossFrames(signal, this.#find(recordingId).recording, settings, (fraction) => progress({ fraction }));
      return { out: { marks: lossMarks(frames) } };
    },
    exportWav: async ({ recordingId, settings }, { signal, progress }) => {
      return {
        out: await exportWav(signal, { ...this.#find(recordingId), settings }, this.#results, (fraction) => progress({ fraction })),
      };
    },
    exportZip: async ({ items }, { signal, progress }) => ({
      out: await exportZip(signal, this.#jobsOf(items), this.#results, (fraction) => progress({ fraction })),
    }),
    exportToFolder: async ({ items, folder }, { signal, progress }) => {
      await exportToFolder(signal, this.#jobsOf(items), folder, (fraction) => progress({ fraction }));
      return { out: null };
    },
    createWork: async (args) => ({ out: await this.#desk.create(args) }),
    copySource: async ({ workId, file }, { signal }) => ({ out: await this.#desk.copySource(signal, workId, file) }),
    takeWork: async ({ workId, patienceMs }) => ({ out: await this.#desk.take(workId, patienceMs) }),
    saveWork: async ({ workId, change }) => {
      await this.#desk.save(workId, change);
      return { out: null };
    },
    releaseWork: async ({ workId }) => {
      this.#desk.release(workId);
      return { out: null };
    },
    discardWork: async ({ workId }) => {
      await this.#desk.discard(workId);
      return { out: null };
    },
    listWork: async () => ({ out: await this.#desk.list() }),
    exportFormats: async ({ recordingId, file }) => ({ out: await exportFormats(this.#find(recordingId).info, file) }),
    exportFile: async ({ recordingId, ...wanted }, { signal, progress }) => ({
      out: await exportFile(signal, { ...this.#find(recordingId), ...wanted }, this.#results, (fraction) => progress({ fraction })),
    }),
    live: async ({ port, modelId }, { signal, progress }) => {
      const library = await this.#fft();
      await this.#host.beside(signal, modelId, (until, backend, generator) =>
        runLive(until, { port, library, backend, generator }, progress),
      );
      return { out: null };
    },
    close: async ({ recordingId }) => {
      this.#close(recordingId);
      return { out: null };
    },
    profiles: async () => ({ out: await this.#profiles.store.list() }),
    importProfile: async ({ file }) => ({ out: await this.#profiles.import(file) }),
    renameProfile: async ({ id, name }) => {
      await this.#profiles.rename(id, name);
      return { out: null };
    },
    deleteProfile: async ({ id }) => {
      await this.#profiles.store.delete(id);
      return { out: null };
    },
    exportProfile: async ({ id }) => ({ out: await this.#profiles.export(id) }),
  };

  #start(signal: AbortSignal, args: EngineApi['start']['in']): Promise<EngineInfo> {
    return this.#jobs.run(signal, () => this.#host.start(signal, args));
  }

  async #open(args: EngineApi['open']['in'], { signal, progress }: CallContext<{ fraction: number }>): Promise<OpenedRecording> {
    const options = { makeStore: createPcmStore, onProgress: (fraction: number) => progress({ fraction }) };
    const source = await openSource(signal, blobBytes(args.file), options);
    return await this.#add(source, args, args.file);
  }

  async #add(source: AudioSource, { name, workId }: { name: string; workId: string | undefined }, file?: Blob): Promise<OpenedRecording> {
    const recordingId = this.#nextId++;
    const { format } = source;
    const info: RecordingHandle = { recordingId, name, format, notices: source.notices };
    const recording = new Recording(await this.#fft(), source.read.bind(source), format.sampleRateHz, format.numSamples);
    const work = this.#desk.attach(workId, recording);
    const processingSec = work?.record.processingSec ?? 0;
    const picture = new GrowingPicture(recording);
    const modelSha256 = work?.record.modelSha256 ?? '';
    this.#opened.set(recordingId, { info, source, recording, picture, work, processingSec, modelSha256, file });
    const { numFrames, gains } = recording;
    return gains.numDone > 0 ? { ...info, resumed: { numDone: gains.numDone, numFrames, processingSec } } : info;
  }

  #find(recordingId: number): Opened {
    const opened = this.#opened.get(recordingId);
    if (!opened) throw new LimpidError('file/unreadable', `Recording ${recordingId} is not open any more. Open its file again.`);
    return opened;
  }

  async #denoise(opened: Opened, { signal, progress }: CallContext<WorkProgress>): Promise<DenoiseSummary> {
    const { recording, work } = opened;
    const startMs = performance.now();
    let startFrame: number | undefined;
    const totalSec = recording.numSamples / recording.sampleRateHz;
    const elapsedSec = (): number => (performance.now() - startMs) / 1000;
    const frames = recording.frames();
    try {
      await this.#host.withRecovery(signal, async (backend, generator) => {
        const { sha256 } = generator.model;
        startOver(opened, sha256);
        startFrame ??= recording.gains.numDone;
        let kept = recording.gains.numDone;
        const firstFrame = startFrame;
        for await (const numDone of denoise(signal, backend, generator, frames, recording.gains)) {
          if (work) saveChunk(work, recording, kept, { processingSec: opened.processingSec + elapsedSec(), modelSha256: sha256 });
          kept = numDone;
          const doneSec = Math.min(totalSec, numDone / FRAMES_PER_SEC);
          progress({ stage: 'denoising', doneSec, totalSec, xRealTime: (numDone - firstFrame) / FRAMES_PER_SEC / elapsedSec() });
        }
      });
    } finally {
      frames.dispose();
      opened.processingSec += elapsedSec();
    }
    const notices = work?.isFull ? [...opened.source.notices, NOT_KEPT_NOTICE] : opened.source.notices;
    return { numFrames: recording.numFrames, processingSec: opened.processingSec, notices };
  }

  #jobsOf(items: EngineApi['exportZip']['in']['items']): ExportJob[] {
    return items.map(({ recordingId, settings }) => ({ ...this.#find(recordingId), settings }));
  }

  async #read(args: EngineApi['read']['in'], signal: AbortSignal): Promise<Answer<{ before: Channels; after: Channels }>> {
    const { recording } = this.#find(args.recordingId);
    const { before, after } = await recording.render(signal, args.startSample, args.numSamples, args.settings);
    return { out: { before, after }, transfer: [...before, ...after].map((channel) => channel.buffer) };
  }

  async #spectrograms(
    signal: AbortSignal,
    { recordingId, scale, startSec, endSec, numColumns, settings }: EngineApi['spectrograms']['in'],
  ): Promise<Answer<Spectrograms>> {
    const range = { startFrame: startSec * FRAMES_PER_SEC, endFrame: endSec * FRAMES_PER_SEC, numColumns };
    const { before, after, centresHz } = await this.#find(recordingId).picture.paint(signal, scale, settings, range);
    const out = { scale, before, after, numColumns, numBands: centresHz.length, minDb: MEL_MIN_DB, stepDb: MEL_STEP_DB, centresHz };
    return { out, transfer: [before.buffer, after.buffer] };
  }

  #close(recordingId: number): void {
    const opened = this.#opened.get(recordingId);
    if (!opened) return;
    this.#opened.delete(recordingId);
    opened.picture.dispose();
    opened.recording.dispose();
    opened.source.dispose();
    if (opened.work) this.#desk.release(opened.work.workId);
  }
}
