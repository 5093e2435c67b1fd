import { LimpidError } from '../base/errors';
import type { AudioFormat } from '../base/types';
import type { ByteSource } from './audio-source';
import { findChunks, UNKNOWN_SIZE } from './wav-chunks';
import { parseWavFormat, type StoredAs } from './wav-format';

/** Recorders that stream write one of these for a length not yet known. */
const STREAMED_FROM = 0x7ffff000;
const STREAMED_TO = 0x80000000;

/** Everything needed to read samples from a WAV file. */
export interface WavHeader {
  readonly format: AudioFormat;
  readonly storedAs: StoredAs;
  /** Bytes per sample of all channels. */
  readonly blockAlign: number;
  /** Byte where the first sample lies. */
  readonly dataStart: number;
  readonly notices: readonly string[];
}

/** Whether the bytes after an empty data chunk are further chunks, and not samples of a recording that was cut off. */
async function isFollowedByChunk(bytes: ByteSource, at: number): Promise<boolean> {
  const head = await bytes.read(at, 8);
  if (head.length < 8) return true;
  const isName = head.subarray(0, 4).every((byte) => byte >= 32 && byte < 127);
  const size = new DataView(head.buffer, head.byteOffset).getUint32(4, true);
  return isName && size <= bytes.size - at - 8;
}

function formatSec(seconds: number): string {
  return seconds < 0.1 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toFixed(1)} s`;
}

/**
 * Reads a WAV file's header: RIFF, RF64 or BW64. Lengths that contradict the file are mended, with a notice.
 * @throws LimpidError decode/empty-file, decode/unsupported, decode/corrupt, decode/no-audio, file/unreadable
 */
export async function readWavHeader(bytes: ByteSource): Promise<WavHeader> {
  const { fmt, dataStart, dataSize } = await findChunks(bytes);
  const { numChannels, sampleRateHz, blockAlign, storedAs, encoding } = parseWavFormat(fmt);
  const notices: string[] = [];
  const present = Math.max(0, bytes.size - dataStart);
  const isEmpty = dataSize === 0 && (await isFollowedByChunk(bytes, dataStart));
  const beyond = dataSize > present;
  const isStreamed =
    (dataSize === 0 && !isEmpty) || dataSize === UNKNOWN_SIZE || (beyond && dataSize >= STREAMED_FROM && dataSize <= STREAMED_TO);
  const numSamples = Math.floor((isEmpty ? 0 : isStreamed ? present : Math.min(dataSize, present)) / blockAlign);
  if (numSamples === 0) {
    throw new LimpidError(
      'decode/no-audio',
      `This WAV file has a header for ${numChannels} channels at ${sampleRateHz} Hz, but not a single sample. Record it again.`,
    );
  }
  if (isStreamed) {
    notices.push(
      'The header does not say how long the recording is (it was streamed or interrupted); it was read up to the end of the file.',
    );
  } else if (beyond) {
    const missingSec = (dataSize - numSamples * blockAlign) / blockAlign / sampleRateHz;
    notices.push(`The file ends ${formatSec(missingSec)} before its header says; what is there was read.`);
  }
  const format: AudioFormat = { sampleRateHz, numChannels, numSamples, encoding, label: 'WAV' };
  return { format, storedAs, blockAlign, dataStart, notices };
}
