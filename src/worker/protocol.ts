import type { ErrorRecord } from '../base/errors';
import type { BackendName, Channels, EngineInfo, RecordingHandle, RenderSettings, Spectrograms, WorkProgress } from '../base/types';

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

/** Every call to the engine: its arguments, its result, its progress. */
export interface EngineApi {
  /** Makes the backend ready and loads the model; called again to change either. Recordings stay open. */
  start: { in: { backend: BackendName | 'auto'; modelId: string; modelsUrl: string }; out: EngineInfo; progress: never };
  /** @throws LimpidError decode/... ; decode/needs-page where only the page's decodeAudioData may know the codec */
  open: { in: { file: Blob; name: string }; out: RecordingHandle; progress: { fraction: number } };
  /** Opens audio that the page has decoded. The arrays are transferred. */
  openDecoded: { in: { name: string; label: string; sampleRateHz: number; channels: Channels }; out: RecordingHandle; progress: never };
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
    in: { recordingId: number; startSec: number; endSec: number; numColumns: number; settings: RenderSettings };
    out: Spectrograms;
    progress: never;
  };
  /** The result as a WAV file of the source's rate, channels and length. */
  exportWav: {
    in: { recordingId: number; settings: RenderSettings };
    out: { wav: Blob; fileName: string };
    progress: { fraction: number };
  };
  /** Forgets a recording and its temporary files. */
  close: { in: { recordingId: number }; out: null; progress: never };
}

export type EngineMethod = keyof EngineApi;

export type ToEngine =
  | {
      [M in EngineMethod]: { readonly kind: 'call'; readonly id: number; readonly method: M; readonly in: EngineApi[M]['in'] };
    }[EngineMethod]
  | { readonly kind: 'cancel'; readonly id: number };

export type EngineEvent =
  /** The backend changed without being asked: a lost device was replaced. */
  { readonly name: 'engine'; readonly info: EngineInfo };

export type FromEngine =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: unknown }
  | { readonly kind: 'done'; readonly id: number; readonly out: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorRecord }
  | { readonly kind: 'aborted'; readonly id: number }
  | { readonly kind: 'event'; readonly event: EngineEvent };
