import { toLimpidError } from '../base/errors';
import type { PcmStore } from '../base/pcm-store';
import type { Channels } from '../base/types';

/** Samples per block: small enough to be had in fragmented memory, large enough that there are few. */
const BLOCK_SAMPLES = 1 << 16;

function allocate(numChannels: number, numSamples: number): Channels {
  try {
    return Array.from({ length: numChannels }, () => new Float32Array(numSamples));
  } catch (error) {
    throw toLimpidError(error, 'memory/exhausted');
  }
}

/** Samples in memory, in blocks: 4 bytes a sample, and nothing is ever copied to grow. */
export class MemoryPcmStore implements PcmStore {
  readonly kind = 'memory';
  #blocks: Channels[] = [];
  #numSamples = 0;

  constructor(readonly numChannels: number) {}

  get numSamples(): number {
    return this.#numSamples;
  }

  append(channels: Channels): void {
    const count = channels[0]?.length ?? 0;
    for (let done = 0; done < count; ) {
      const at = this.#numSamples % BLOCK_SAMPLES;
      const index = (this.#numSamples - at) / BLOCK_SAMPLES;
      let block = this.#blocks[index];
      if (!block) {
        block = allocate(this.numChannels, BLOCK_SAMPLES);
        this.#blocks.push(block);
      }
      const length = Math.min(BLOCK_SAMPLES - at, count - done);
      for (const [c, channel] of channels.entries()) block[c]?.set(channel.subarray(done, done + length), at);
      this.#numSamples += length;
      done += length;
    }
  }

  read(startSample: number, numSamples: number): Channels {
    const start = Math.max(0, startSample);
    const count = Math.max(0, Math.min(numSamples, this.#numSamples - start));
    const out = allocate(this.numChannels, count);
    for (let done = 0; done < count; ) {
      const at = (start + done) % BLOCK_SAMPLES;
      const block = this.#blocks[(start + done - at) / BLOCK_SAMPLES] ?? [];
      const length = Math.min(BLOCK_SAMPLES - at, count - done);
      for (const [c, channel] of block.entries()) out[c]?.set(channel.subarray(at, at + length), done);
      done += length;
    }
    return out;
  }

  dispose(): void {
    this.#blocks = [];
    this.#numSamples = 0;
  }
}
