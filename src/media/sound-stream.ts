import type { Channels } from '../base/types';

/** Sound that can be run through from start to end, more than once; the same each time. */
export interface SoundStream {
  readonly sampleRateHz: number;
  readonly numChannels: number;
  /** Samples per channel that `blocks` gives in all. */
  readonly numSamples: number;
  blocks(): AsyncIterable<Channels>;
}

/** A stream that tells how far it has been run through, 0...1. */
export function withProgress(stream: SoundStream, onProgress: (fraction: number) => void): SoundStream {
  const { sampleRateHz, numChannels, numSamples } = stream;
  return {
    sampleRateHz,
    numChannels,
    numSamples,
    async *blocks() {
      let done = 0;
      for await (const channels of stream.blocks()) {
        yield channels;
        done += channels[0]?.length ?? 0;
        onProgress(done / numSamples);
      }
    },
  };
}
