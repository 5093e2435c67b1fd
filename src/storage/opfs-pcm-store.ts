import { LimpidError, toLimpidError } from '../base/errors';
import type { PcmStore } from '../base/pcm-store';
import type { Channels } from '../base/types';
import { createTemporaryFile, type TemporaryFile } from './opfs-files';

const BYTES_PER_SAMPLE = 4;
/** Decoders hand out a thousand samples at a time; this many of all channels are gathered for one write. */
const BUFFER_SAMPLES = 1 << 16;

function isQuota(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}

/** Samples in a temporary file of the browser: interleaved float32, one access handle for its whole life. For workers. */
export class OpfsPcmStore implements PcmStore {
  readonly kind = 'opfs';
  readonly #file: TemporaryFile;
  /** Samples that are not yet written, interleaved. */
  readonly #buffer: Float32Array<ArrayBuffer>;
  #buffered = 0;
  #written = 0;
  #disposed = false;

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
    return this.#written + this.#buffered;
  }

  append(channels: Channels): void {
    const count = channels[0]?.length ?? 0;
    const capacity = this.#buffer.length / this.numChannels;
    for (let done = 0; done < count; ) {
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
    const count = Math.max(0, Math.min(numSamples, this.#written - start));
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
    await this.#file.dispose();
  }

  get #handle(): FileSystemSyncAccessHandle {
    if (this.#disposed) throw new LimpidError('internal/bug', 'a disposed store was used');
    return this.#file.handle;
  }

  #flush(): void {
    if (this.#buffered === 0) return;
    const bytes = this.#buffer.subarray(0, this.#buffered * this.numChannels);
    let numBytes = 0;
    let cause: unknown;
    try {
      numBytes = this.#handle.write(bytes, { at: this.#written * this.numChannels * BYTES_PER_SAMPLE });
    } catch (error) {
      if (!isQuota(error)) throw toLimpidError(error, 'file/unwritable');
      cause = error;
    }
    if (numBytes !== bytes.byteLength) {
      const usedMb = Math.round((this.#written * this.numChannels * BYTES_PER_SAMPLE) / 1e6);
      throw new LimpidError(
        'storage/quota',
        `The browser gives no more storage after ${usedMb} MB of decoded sound. Free disk space, close other recordings, or convert the file to WAV, which needs none.`,
        { cause },
      );
    }
    this.#written += this.#buffered;
    this.#buffered = 0;
  }
}
