import type { Channels } from './types';

/** Decoded samples of one recording: appended once from start to end, then read from anywhere. */
export interface PcmStore {
  /** Where the samples lie: `opfs` is a temporary file of the browser, and costs no memory. */
  readonly kind: 'memory' | 'opfs';
  readonly numChannels: number;
  /** Samples per channel appended so far. */
  readonly numSamples: number;
  /** Appends planar samples, [numChannels] arrays of one length; they are copied. @throws LimpidError memory/exhausted, storage/quota */
  append(channels: Channels): void | Promise<void>;
  /** Planar samples [startSample, startSample + numSamples), cut at the end, in new arrays. @throws LimpidError file/unreadable, memory/exhausted */
  read(startSample: number, numSamples: number): Channels | Promise<Channels>;
  /** Frees memory and temporary file; what was read stays valid. A second call does nothing. */
  dispose(): void | Promise<void>;
}
