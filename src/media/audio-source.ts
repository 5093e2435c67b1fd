import type { AudioFormat, Channels } from '../base/types';

/** Random access to the bytes of a file, wherever it lies (Blob in a page, file handle in Node). */
export interface ByteSource {
  readonly size: number;
  /** Bytes [start, start + length), cut at the end of the file. @throws LimpidError file/unreadable */
  read(start: number, length: number): Promise<Uint8Array>;
}

/**
 * Decoded audio that can be read from anywhere, in bounded memory. Reading the same range twice gives the same samples; samples that are not finite in
 * the file are read as 0.
 */
export interface AudioSource {
  readonly format: AudioFormat;
  /** Remarks for people on how the file was read: `ends 3.2 s before its header says`. */
  readonly notices: readonly string[];
  /** Planar samples of [startSample, startSample + numSamples), cut at the end. @throws LimpidError file/unreadable, decode/corrupt */
  read(signal: AbortSignal, startSample: number, numSamples: number): Promise<Channels>;
  dispose(): void;
}
