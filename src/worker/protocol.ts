import type { ErrorRecord } from '../base/errors';
import type { BeforeAfter, ReferenceComparison, SoundFigures } from '../base/figures';
import type { Levels } from '../base/levels';
import type { LivePace } from '../base/live';
import type { ScaleName } from '../base/look';
import type { RenderSettings } from '../base/settings';
import type {
  MaterialHandle,
  PairCheck,
  Proof,
  ProofExcerpts,
  SavedTraining,
  StoredProfile,
  TuneEnd,
  TuneOptions,
  TunePace,
  TunePlan,
  TuneProgress,
  TuneVoice,
  Verdict,
} from '../base/tuning';
import type {
  BackendName,
  Channels,
  DecodedSound,
  EngineInfo,
  ExportFormat,
  ExportOptions,
  LossMark,
  RecordingHandle,
  Spectrograms,
  ThreadChoice,
  WorkProgress,
} from '../base/types';
import type { WorkRecord, WorkShelf } from '../base/work';

export interface DenoiseSummary {
  readonly numFrames: number;
  readonly processingSec: number;
  /** Remarks on how the file was read, those included that only reading all of it could bring up. */
  readonly notices: readonly string[];
}

/** Smallest and largest sample of each column, interleaved: min0, max0, min1, max1... over all channels. */
export interface Peaks {
  readonly before: Float32Array;
  readonly after: Float32Array;
}

/** A recording as it was opened, with what was done of it before. */
export interface OpenedRecording extends RecordingHandle {
  /** Present where a part was done before: frames of the gain track, all of them for finished work. */
  readonly resumed?: { readonly numDone: number; readonly numFrames: number; readonly processingSec: number };
}

/** A recording and the settings under which its result is written. */
export interface ExportItem {
  readonly recordingId: number;
  readonly settings: RenderSettings;
}

/** What the engine is to run, and where models lie. */
export interface EngineStart {
  readonly backend: BackendName | 'auto';
  /** For the WASM backend. */
  readonly threads: ThreadChoice;
  readonly modelId: string;
  readonly modelsUrl: string;
}

/** Every call to the engine: its arguments, its result, its progress. */
export interface EngineApi {
  /** Makes the backend ready and loads the model; called again to change either. Recordings stay open. */
  start: { in: EngineStart; out: EngineInfo; progress: never };
  /** @throws LimpidError decode/... ; decode/needs-page where only the page's decodeAudioData may know the codec */
  open: { in: { file: Blob; name: string; workId: string | undefined }; out: OpenedRecording; progress: { fraction: number } };
  /** Opens audio that the page has decoded. The arrays are transferred. */
  openDecoded: {
    in: { name: string; label: string; sampleRateHz: number; channels: Channels; workId: string | undefined };
    out: OpenedRecording;
    progress: never;
  };
  /** Computes the gain track. Called again after a cancel or a lost device it goes on from the last finished chunk. */
  denoise: { in: { recordingId: number }; out: DenoiseSummary; progress: WorkProgress };
  /** Samples before and after for playing; before the gain track is there, after equals before. */
  read: {
    in: { recordingId: number; startSample: number; numSamples: number; settings: RenderSettings };
    out: { before: Channels; after: Channels };
    progress: never;
  };
  peaks: { in: { recordingId: number; numColumns: number; settings: RenderSettings }; out: Peaks; progress: { fraction: number } };
  spectrograms: {
    in: { recordingId: number; scale: ScaleName; startSec: number; endSec: number; numColumns: number; settings: RenderSettings };
    out: Spectrograms;
    progress: never;
  };
  /** What the settings come to on this recording; from its tracks, hence at once. */
  levels: { in: { recordingId: number; settings: RenderSettings }; out: Levels; progress: never };
  /** What can be said of source and result by themselves; renders the whole recording. */
  figures: { in: { recordingId: number; settings: RenderSettings }; out: BeforeAfter<SoundFigures>; progress: { fraction: number } };
  /** Source and result against a clean recording. @throws LimpidError finetune/pair, finetune/too-short, decode/... */
  compareWithClean: {
    in: { recordingId: number; settings: RenderSettings; clean: Blob | DecodedSound };
    out: ReferenceComparison;
    progress: never;
  };
  /** The excerpts with most speech, as a rater takes them (DNSMOS_SAMPLES each), and where they begin, seconds. */
  ratingExcerpts: {
    in: { recordingId: number; settings: RenderSettings };
    out: { startsSec: readonly number[]; before: readonly Float32Array[]; after: readonly Float32Array[] };
    progress: never;
  };
  /** Where speech may be lost under the settings: see dsp/speech-loss. */
  speechLoss: {
    in: { recordingId: number; settings: RenderSettings };
    out: { marks: readonly LossMark[] };
    progress: { fraction: number };
  };
  /** The result as a WAV file of the source's rate, channels and length. */
  exportWav: {
    in: { recordingId: number; settings: RenderSettings };
    out: { wav: Blob; fileName: string };
    progress: { fraction: number };
  };
  /** The results of several recordings as one ZIP. */
  exportZip: { in: { items: readonly ExportItem[] }; out: { zip: Blob }; progress: { fraction: number } };
  /** The results of several recordings as files in a folder; files of these names are replaced. */
  exportToFolder: { in: { items: readonly ExportItem[]; folder: FileSystemDirectoryHandle }; out: null; progress: { fraction: number } };
  /** A place in the browser's storage for new work; undefined where the browser keeps nothing. */
  createWork: { in: { name: string; size: number; settings: RenderSettings }; out: string | undefined; progress: never };
  /** Copies the source beside its work, so that a reload finds it. Resolves to whether there was room. */
  copySource: { in: { workId: string; file: Blob }; out: boolean; progress: never };
  /** Opens saved work, and waits up to `patienceMs` for a tab that still has it open; without a copy of the source there is no file. @throws LimpidError storage/... */
  takeWork: { in: { workId: string; patienceMs: number }; out: { record: WorkRecord; file: File | undefined }; progress: never };
  saveWork: { in: { workId: string; change: Partial<Pick<WorkRecord, 'settings' | 'paused'>> }; out: null; progress: never };
  /** Lets go of work, which stays in the browser. */
  releaseWork: { in: { workId: string }; out: null; progress: never };
  /** @throws LimpidError storage/in-use when another tab has it open */
  discardWork: { in: { workId: string }; out: null; progress: never };
  /** What is kept and open in no tab. */
  listWork: { in: null; out: WorkShelf; progress: never };
  /** The formats that a result can be written in here; `file` is the source, which may be a video. */
  exportFormats: { in: { recordingId: number; file: Blob | undefined }; out: readonly ExportFormat[]; progress: never };
  /** The result in a format, at a rate and a loudness; tags and pictures come from `file`. @throws LimpidError export/unsupported, file/unreadable */
  exportFile: {
    in: { recordingId: number; settings: RenderSettings; options: ExportOptions; file: Blob | undefined };
    out: { blob: Blob; fileName: string };
    progress: { fraction: number };
  };
  /** Cleans a microphone by a causal model until it is cancelled; the other end of `port` is in an AudioWorklet. @throws LimpidError weights/..., backend/... */
  live: { in: { port: MessagePort; modelId: string }; out: null; progress: LivePace };
  /** Forgets a recording and its temporary files. */
  close: { in: { recordingId: number }; out: null; progress: never };
  /** Profiles that this browser keeps, the latest first. */
  profiles: { in: null; out: readonly StoredProfile[]; progress: never };
  /** @throws LimpidError weights/... for a file that is no whole profile of this version, storage/... */
  importProfile: { in: { file: Blob }; out: StoredProfile; progress: never };
  renameProfile: { in: { id: string; name: string }; out: null; progress: never };
  deleteProfile: { in: { id: string }; out: null; progress: never };
  /** Reads a recording to learn from. @throws LimpidError decode/..., finetune/too-long */
  addMaterial: { in: { file: Blob; name: string }; out: MaterialHandle; progress: { fraction: number } };
  /** The same of samples that the page has. The arrays are transferred. */
  addDecodedMaterial: {
    in: { name: string; label: string; sampleRateHz: number; channels: Channels };
    out: MaterialHandle;
    progress: never;
  };
  removeMaterial: { in: { materialId: number }; out: null; progress: never };
  /** Brings two recordings of one moment together. @throws LimpidError finetune/pair, finetune/too-short */
  checkPair: { in: { cleanId: number; noisyId: number }; out: PairCheck; progress: never };
  /** Which of these pairs are all but the same recording: the later one and the earlier, as indices. */
  nearDuplicates: { in: { pairs: TunePlan['pairs'] }; out: readonly (readonly [number, number])[]; progress: never };
  /** Measures how fast training is here. */
  measurePace: { in: { plan: TunePlan; options: TuneOptions; rehearsalUrl: string }; out: TunePace; progress: never };
  /**
   * Trains to the end; without `begin` it goes on with a training of this or of an earlier session. A cancel stores how far it came.
   * @throws LimpidError finetune/..., backend/...
   */
  tune: {
    in: {
      trainingId: string;
      begin: { plan: TunePlan; options: TuneOptions; parent: string } | undefined;
      rehearsalUrl: string;
    };
    out: TuneEnd;
    progress: TuneProgress;
  };
  /** A few held-out seconds, 48 kHz mono; `part` blends base (0) and best weights (1) once training has ended. */
  tuneClip: {
    in: { trainingId: string; voice: TuneVoice; part: number; rehearsalUrl: string };
    out: { samples: Float32Array; sampleRateHz: number };
    progress: never;
  };
  /** The blend beside the base model, and parts of what both make, for a rater. */
  proveTraining: {
    in: { trainingId: string; part: number; rehearsalUrl: string };
    out: { proof: Proof; verdict: Verdict; excerpts: ProofExcerpts };
    progress: never;
  };
  /** Keeps the blend as a profile and forgets the training. @throws LimpidError storage/...; the training is still there then */
  keepTraining: {
    in: { trainingId: string; part: number; name: string; proof: Proof | undefined; rehearsalUrl: string };
    out: StoredProfile;
    progress: never;
  };
  discardTraining: { in: { trainingId: string }; out: null; progress: never };
  /** Trainings that can be taken up, the latest first. */
  savedTrainings: { in: null; out: readonly SavedTraining[]; progress: never };
  exportProfile: { in: { id: string }; out: { file: Blob; fileName: string }; progress: never };
}

export type EngineMethod = keyof EngineApi;

export type TuningMethod =
  | 'addMaterial'
  | 'addDecodedMaterial'
  | 'removeMaterial'
  | 'checkPair'
  | 'nearDuplicates'
  | 'measurePace'
  | 'tune'
  | 'tuneClip'
  | 'proveTraining'
  | 'keepTraining'
  | 'discardTraining'
  | 'savedTrainings';

export type ToEngine =
  | {
      [M in EngineMethod]: { readonly kind: 'call'; readonly id: number; readonly method: M; readonly in: EngineApi[M]['in'] };
    }[EngineMethod]
  | { readonly kind: 'cancel'; readonly id: number };

export type EngineEvent =
  /** The backend changed without being asked: a lost device was replaced. */
  | { readonly name: 'engine'; readonly info: EngineInfo }
  /** Another tab has let go of saved work. */
  | { readonly name: 'saved-work' };

export type FromEngine =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: unknown }
  | { readonly kind: 'done'; readonly id: number; readonly out: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorRecord }
  | { readonly kind: 'aborted'; readonly id: number }
  | { readonly kind: 'event'; readonly event: EngineEvent };
