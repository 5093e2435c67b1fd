import { LimpidError } from '../base/errors';
import type { AudioSource, ByteSource } from './audio-source';
import { describeBytes, looksLikeText } from './describe-bytes';
import { type DecodeOptions, decodeEncoded } from './encoded-source';
import { isRiff } from './wav-chunks';
import { WavSource } from './wav-source';

const SNIFFED_BYTES = 64;

/**
 * Opens a recording by what its first bytes say, whatever its name: WAV in place, everything else decoded into a store.
 * @throws LimpidError decode/empty-file, decode/unsupported, decode/corrupt, decode/no-audio, file/unreadable; decode/needs-page where only the page's
 * decodeAudioData may know the codec; storage/quota, memory/exhausted from the store
 */
export async function openSource(signal: AbortSignal, bytes: ByteSource, options: DecodeOptions): Promise<AudioSource> {
  signal.throwIfAborted();
  if (bytes.size === 0) throw new LimpidError('decode/empty-file', 'The file is empty (0 bytes). Record or export it again.');
  const head = await bytes.read(0, SNIFFED_BYTES);
  signal.throwIfAborted();
  if (isRiff(head)) return await WavSource.open(bytes);
  if (looksLikeText(head)) {
    throw new LimpidError(
      'decode/unsupported',
      `Expected an audio or video file; this one begins with ${describeBytes(head)}. Choose a recording.`,
    );
  }
  return await decodeEncoded(signal, bytes, options);
}
