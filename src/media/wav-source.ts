import type { AudioFormat, Channels } from '../base/types';
import type { AudioSource, ByteSource } from './audio-source';
import { readExactly } from './byte-source';
import { heldBytes } from './held-bytes';
import { viewOf } from './wav-chunks';
import { type SampleDecoder, sampleDecoder, silenceNonFinite } from './wav-decode';
import { readWavHeader, type WavHeader } from './wav-header';

/** Bytes held at a time while a range is decoded. */
const PIECE_BYTES = 1 << 20;

export const NON_FINITE_NOTICE = 'The file holds samples that are not numbers (NaN or infinite); they are read as silence.';

/**
 * A WAV file read in place: only its header is read at first, and of its samples what is asked for. `notices` is live: that of non-finite samples
 * appears with the first read that meets one.
 */
export class WavSource implements AudioSource {
  readonly format: AudioFormat;
  readonly #notices: string[];
  readonly #decode: SampleDecoder;

  private constructor(
    readonly bytes: ByteSource,
    readonly header: WavHeader,
  ) {
    this.format = header.format;
    this.#notices = [...header.notices];
    this.#decode = sampleDecoder(header.storedAs);
  }

  /** Reads the header. @throws LimpidError decode/empty-file, decode/unsupported, decode/corrupt, decode/no-audio, file/unreadable */
  static async open(bytes: ByteSource): Promise<WavSource> {
    return new WavSource(heldBytes(bytes), await readWavHeader(bytes));
  }

  get notices(): readonly string[] {
    return this.#notices;
  }

  async read(signal: AbortSignal, startSample: number, numSamples: number): Promise<Channels> {
    const { blockAlign, dataStart } = this.header;
    const { numChannels } = this.format;
    const start = Math.max(0, startSample);
    const count = Math.max(0, Math.min(numSamples, this.format.numSamples - start));
    const channels = Array.from({ length: numChannels }, () => new Float32Array(count));
    const pieceSamples = Math.max(1, Math.floor(PIECE_BYTES / blockAlign));
    for (let done = 0; done < count; done += pieceSamples) {
      signal.throwIfAborted();
      const length = Math.min(pieceSamples, count - done);
      const view = viewOf(await readExactly(this.bytes, dataStart + (start + done) * blockAlign, length * blockAlign));
      for (const [c, channel] of channels.entries()) {
        this.#decode(view, (c * blockAlign) / numChannels, blockAlign, channel, done, length);
      }
    }
    signal.throwIfAborted();
    this.#silenceNonFinite(channels);
    return channels;
  }

  #silenceNonFinite(channels: Channels): void {
    if (this.header.storedAs !== 'f32' && this.header.storedAs !== 'f64') return;
    let found = 0;
    for (const channel of channels) found += silenceNonFinite(channel);
    if (found > 0 && !this.#notices.includes(NON_FINITE_NOTICE)) this.#notices.push(NON_FINITE_NOTICE);
  }

  dispose(): void {
    // Nothing is held: the bytes belong to whoever opened them.
  }
}
