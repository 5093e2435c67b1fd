import type { LimpidError } from '../base/errors';
import type { BackendName, EngineInfo, RecordingHandle, RenderSettings, Spectrograms, WorkProgress } from '../base/types';

/** What is heard. */
export type ListenTo = 'before' | 'after' | 'removed';

export type EngineState =
  | { readonly status: 'starting' }
  | { readonly status: 'ready'; readonly info: EngineInfo }
  | { readonly status: 'failed'; readonly error: LimpidError };

/** How far a recording has come. */
export type WorkState =
  | { readonly status: 'opening'; readonly fraction: number }
  | { readonly status: 'waiting' }
  | { readonly status: 'denoising'; readonly progress: WorkProgress | undefined }
  | { readonly status: 'cancelled' }
  | { readonly status: 'done'; readonly tookSec: number }
  | { readonly status: 'failed'; readonly error: LimpidError };

/** Pictures of one recording, all over its whole length. */
export interface Pictures {
  readonly peaksBefore: Float32Array | undefined;
  readonly peaksAfter: Float32Array | undefined;
  readonly spectrograms: Spectrograms | undefined;
}

export interface RecordingState {
  readonly key: number;
  readonly name: string;
  /** Present once the engine has opened it. */
  readonly handle: RecordingHandle | undefined;
  readonly work: WorkState;
  readonly pictures: Pictures;
}

export interface AlertState {
  readonly key: number;
  readonly error: LimpidError;
  /** What it happened to: a file's name, or nothing. */
  readonly subject: string | undefined;
}

export type DownloadState = { readonly status: 'idle' } | { readonly status: 'running'; readonly fraction: number };

export interface SampleState {
  readonly id: string;
  readonly title: string;
  readonly seconds: number;
  readonly attribution: string;
}

export interface AppState {
  readonly engine: EngineState;
  readonly backendChoice: BackendName | 'auto';
  readonly modelId: string;
  readonly recordings: readonly RecordingState[];
  /** Key of the recording on screen. */
  readonly current: number | undefined;
  readonly settings: RenderSettings;
  readonly listenTo: ListenTo;
  readonly playing: boolean;
  readonly download: DownloadState;
  readonly alerts: readonly AlertState[];
  readonly samples: readonly SampleState[];
}

export const NO_PICTURES: Pictures = { peaksBefore: undefined, peaksAfter: undefined, spectrograms: undefined };
