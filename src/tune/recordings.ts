/** Mono samples at 48 kHz with the name of the file they came from. */
export interface NamedSamples {
  readonly name: string;
  readonly samples: Float32Array;
}

/** A clean recording and the same moment with noise, on one time axis and at one level: noisy - clean is the noise. Mono, 48 kHz, of one length. */
export interface AlignedPair {
  readonly name: string;
  readonly clean: Float32Array;
  readonly noisy: Float32Array;
}

/** Everything that was given to learn from, as sound. Plain data: it may be cloned and stored. */
export interface Recordings {
  readonly pairs: readonly AlignedPair[];
  readonly speech: readonly NamedSamples[];
  readonly noise: readonly NamedSamples[];
  readonly noisy: readonly NamedSamples[];
}

export const NO_RECORDINGS: Recordings = { pairs: [], speech: [], noise: [], noisy: [] };
