export interface Wav {
  readonly sampleRateHz: number;
  readonly numChannels: number;
  readonly bitsPerSample: number;
  readonly isFloat: boolean;
  /** Planar, -1...1. */
  readonly channels: Float64Array[];
}

/** Reads a WAV independently of the app's own reader: PCM of 16 and 24 bits and floating point of 32, plain or extensible. */
export function readWavFile(bytes: Buffer): Wav;
