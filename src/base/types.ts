import type { ScaleName } from './look';
/** What a recording is, as its file says. */
export interface AudioFormat {
  readonly sampleRateHz: number;
  readonly numChannels: number;
  /** Samples per channel, exact. */
  readonly numSamples: number;
  /** How samples are stored in the file; `compressed` for everything that is not PCM. */
  readonly encoding: SampleEncoding;
  /** Container or codec as a word for people: `WAV`, `MP3`, `MP4 (AAC)`. */
  readonly label: string;
}

export type SampleEncoding = 'u8' | 's16' | 's24' | 's32' | 'f32' | 'f64' | 'mulaw' | 'alaw' | 'compressed';

/** Sample encodings that Limpid writes. */
export type WavEncoding = 's16' | 's24' | 'f32';

/** What a result can be written as. `video` is the source's own container with its picture and the cleaned sound. */
export type ExportFormat = 'wav-s16' | 'wav-s24' | 'wav-f32' | 'flac' | 'opus' | 'mp3' | 'aac' | 'video';

export interface ExportOptions {
  readonly format: ExportFormat;
  /** Hz; the source's own where undefined. Codecs that lack it take the next higher. */
  readonly sampleRateHz: number | undefined;
  /** Integrated loudness to bring the result to, LUFS, with its true peak held below -1 dBTP; unchanged where undefined. */
  readonly loudnessLufs: number | undefined;
}

/** Planar samples in -1...1: one array a channel, all of one length. */
export type Channels = Float32Array[];

export type BackendName = 'webgpu' | 'wasm' | 'cpu';

/** What runs, and why. */
export interface EngineInfo {
  readonly backend: BackendName;
  /** GPU adapter or instruction set, for people: `NVIDIA Ampere`, `SwiftShader (software)`, `SIMD, 4 threads`. */
  readonly detail: string;
  /** One clause: `chosen by you`, `no WebGPU adapter in this browser`. */
  readonly reason: string;
  /** The model that runs, also where the choice was left to the engine. */
  readonly modelId: string;
  /** Milliseconds from the request to a passed self-test. */
  readonly readyMs: number;
}

/** Threads that the WASM backend computes on: as many as suit the machine, or so many. */
export type ThreadChoice = number | 'auto';

/** A recording that the engine has opened. */
export interface RecordingHandle {
  readonly recordingId: number;
  readonly name: string;
  readonly format: AudioFormat;
  /** Remarks for people on how the file was read. */
  readonly notices: readonly string[];
}

export interface WorkProgress {
  readonly stage: 'decoding' | 'denoising' | 'rendering';
  readonly doneSec: number;
  readonly totalSec: number;
  /** Seconds of audio per second of work, so far. */
  readonly xRealTime: number;
}

/** Spectrograms on one frequency scale, column after column, lowest band first: dB = minDb + value * stepDb. */
export interface Spectrograms {
  readonly scale: ScaleName;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly numColumns: number;
  readonly numBands: number;
  readonly minDb: number;
  readonly stepDb: number;
  /** Centre of each band, Hz, rising. */
  readonly centresHz: Float32Array;
}

/** A place where the removed part sounds voiced: speech may have been taken away with the noise. */
export interface LossMark {
  readonly startSec: number;
  readonly endSec: number;
  /** Level of the removed part there against the loud parts of what is kept, dB. */
  readonly levelDb: number;
}

/** Sound that lies in memory as a whole. */
export interface DecodedSound {
  readonly channels: Channels;
  readonly sampleRateHz: number;
}
