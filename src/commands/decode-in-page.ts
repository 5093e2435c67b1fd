import { LimpidError } from '../base/errors';
import type { Channels } from '../base/types';

/** `decodeAudioData` resamples to its context's rate, which must be chosen before the file's own is known. */
const DECODE_RATE_HZ = 48_000;

/**
 * Decodes a whole file by the page's own decoder: the fallback for codecs that WebCodecs lacks. The result is at 48 kHz whatever the file's rate.
 * @throws LimpidError decode/unsupported when the browser cannot decode it either
 */
export async function decodeInPage(signal: AbortSignal, file: Blob): Promise<{ channels: Channels; sampleRateHz: number }> {
  const bytes = await file.arrayBuffer();
  signal.throwIfAborted();
  const context = new OfflineAudioContext({ numberOfChannels: 1, length: 1, sampleRate: DECODE_RATE_HZ });
  const decoded = await context.decodeAudioData(bytes).catch((cause: unknown) => {
    const message =
      'This browser cannot decode the file: neither its container nor its codec is known. Convert it to WAV, FLAC, MP3, M4A or Ogg.';
    throw new LimpidError('decode/unsupported', message, { cause });
  });
  signal.throwIfAborted();
  const channels = Array.from({ length: decoded.numberOfChannels }, (_, c) => decoded.getChannelData(c).slice());
  return { channels, sampleRateHz: decoded.sampleRate };
}
