import { LimpidError, toLimpidError } from '../base/errors';
import type { PcmStore } from '../base/pcm-store';
import type { Channels } from '../base/types';
import { MemoryPcmStore } from './memory-pcm-store';
import { createTemporaryFile, type TemporaryFile } from './opfs-files';
import { writeBytes } from './write-bytes';

const BYTES_PER_SAMPLE = 4;
/** Decoders hand out a thousand samples at a time; this many of all channels are gathered for one write. */
const BUFFER_SAMPLES = 1 << 16;

/**
 * Samples in a temporary file of the browser: interleaved float32, one access handle for its whole life. What the file has no room for goes to memory. For
 * workers.
 */
export class OpfsPcmStore implements PcmStore {
  readonly #file: TemporaryFile;
  /** Samples that are not yet written, interleaved. */
  readonly #buffer: Float32Array<ArrayBuffer>;
  #buffered = 0;
  #written = 0;
  #disposed = false;
  /** Samples behind those of the file, from where that is full. */
  #rest: MemoryPcmStore | undefined;

  /** Over an empty file, which it then owns. */
  constructor(
    readonly numChannels: number,
    file: TemporaryFile,
  ) {
    this.#file = file;
    this.#buffer = new Float32Array(Math.ceil(BUFFER_SAMPLES / numChannels) * numChannels);
  }

  /** Creates the file. Rejects with the browser's own error where it gives none. */
  static async create(numChannels: number): Promise<OpfsPcmStore> {
    return new OpfsPcmStore(numChannels, await createTemporaryFile());
  }

  get numSamples(): number {
    return this.#written + this.#buffered + (this.#rest?.numSamples ?? 0);
  }

  get kind(): PcmStore['kind'] {
    return this.#rest ? 'memory' : 'opfs';
  }

  append(channels: Channels): void {
    const count = channels[0]?.length ?? 0;
    const capacity = this.#buffer.length / this.numChannels;
    for (let done = 0; done < count; ) {
      if (this.#rest) {
        this.#rest.append(channels.map((channel) => channel.subarray(done)));
        return;
      }
      const length = Math.min(capacity - this.#buffered, count - done);
      for (const [c, channel] of channels.entries()) {
        for (let i = 0; i < length; i++) this.#buffer[(this.#buffered + i) * this.numChannels + c] = channel[done + i] ?? 0;
      }
      this.#buffered += length;
      done += length;
      if (this.#buffered === capacity) this.#flush();
    }
  }

  read(startSample: number, numSamples: number): Channels {
    this.#flush();
    const start = Math.max(0, startSample);
    const end = Math.max(start, Math.min(startSample + numSamples, this.numSamples));
    if (!this.#rest || end <= this.#written) return this.#readFile(start, end - start);
    if (start >= this.#written) return this.#rest.read(start - this.#written, end - start);
    return join(this.#readFile(start, this.#written - start), this.#rest.read(0, end - this.#written));
  }

  #readFile(start: number, count: number): Channels {
    let interleaved: Float32Array<ArrayBuffer>;
    let out: Channels;
    try {
      interleaved = new Float32Array(count * this.numChannels);
      out = Array.from({ length: this.numChannels }, () => new Float32Array(count));
    } catch (error) {
      throw toLimpidError(error, 'memory/exhausted');
    }
    if (count === 0) return out;
    const numBytes = this.#handle.read(interleaved, { at: start * this.numChannels * BYTES_PER_SAMPLE });
    if (numBytes !== interleaved.byteLength) {
      throw new LimpidError(
        'file/unreadable',
        `Expected ${interleaved.byteLength} bytes of the temporary file, got ${numBytes}. Open the recording again.`,
      );
    }
    for (const [c, channel] of out.entries()) {
      for (let i = 0; i < count; i++) channel[i] = interleaved[i * this.numChannels + c]!;
    }
    return out;
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#buffered = 0;
    this.#written = 0;
    this.#rest?.dispose();
    await this.#file.dispose();
  }

  get #handle(): FileSystemSyncAccessHandle {
    if (this.#disposed) throw new LimpidError('internal/bug', 'a disposed store was used');
    return this.#file.handle;
  }

  #flush(): void {
    if (this.#buffered === 0) return;
    const bytes = this.#buffer.subarray(0, this.#buffered * this.numChannels);
    let numBytes: number;
    try {
      numBytes = writeBytes(this.#handle, bytes, this.#written * this.numChannels * BYTES_PER_SAMPLE);
    } catch (error) {
      throw toLimpidError(error, 'file/unwritable');
    }
    if (numBytes === bytes.byteLength) this.#written += this.#buffered;
    else this.#spill(bytes);
    this.#buffered = 0;
  }

  /** What the file has no room for, and all that follows, goes to memory. @throws LimpidError memory/exhausted */
  #spill(interleaved: Float32Array): void {
    this.#rest = new MemoryPcmStore(this.numChannels);
    const count = interleaved.length / this.numChannels;
    const planes = Array.from({ length: this.numChannels }, (_, c) =>
      Float32Array.from({ length: count }, (_unused, i) => interleaved[i * this.numChannels + c] ?? 0),
    );
    this.#rest.append(planes);
  }
}

function join(head: Channels, tail: Channels): Channels {
  return head.map((channel, c) => {
    const rest = tail[c] ?? new Float32Array(0);
    const whole = new Float32Array(channel.length + rest.length);
    whole.set(channel);
    whole.set(rest, channel.length);
    return whole;
  });
}
