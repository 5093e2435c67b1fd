import { LimpidError } from '../base/errors';
import type { DecodedSound } from '../base/types';

/** `decodeAudioData` resamples to its context's rate, so where the file's own is not known one has to be chosen. */
const FALLBACK_RATE_HZ = 48_000;
/** Rates that every browser makes an audio context of. */
const CONTEXT_RATES_HZ = { min: 8000, max: 96_000 } as const;

/** Sound that the page has decoded. */
interface PageDecoded extends DecodedSound {
  readonly notices: readonly string[];
}

/**
 * Decodes a whole file by the page's own decoder: the fallback for codecs that WebCodecs lacks. At the file's own rate where its container tells it, else at
 * 48 kHz, with a notice.
 * @param reason What the engine said of the file, which is the error's message if this fails too.
 * @throws LimpidError decode/unsupported when the browser cannot decode it either
 */
async function decodeInPage(signal: AbortSignal, file: Blob, reason: string): Promise<PageDecoded> {
  const ownRateHz = await readRate(file);
  signal.throwIfAborted();
  const bytes = await file.arrayBuffer();
  signal.throwIfAborted();
  const sampleRate = ownRateHz ?? FALLBACK_RATE_HZ;
  const context = new OfflineAudioContext({ numberOfChannels: 1, length: 1, sampleRate });
  const decoded = await context.decodeAudioData(bytes).catch((cause: unknown) => {
    throw new LimpidError('decode/unsupported', reason, { cause });
  });
  signal.throwIfAborted();
  const channels = Array.from({ length: decoded.numberOfChannels }, (_, c) => decoded.getChannelData(c).slice());
  const notices =
    ownRateHz === undefined ? [`The sampling rate of this file could not be read; it was decoded at ${sampleRate / 1000} kHz.`] : [];
  return { channels, sampleRateHz: decoded.sampleRate, notices };
}

/** Has the engine read a file; what it cannot decode, the page decodes and hands over by `take`. @throws LimpidError what `read` says, decode/unsupported */
export async function readOrDecode<T>(
  signal: AbortSignal,
  file: Blob,
  read: () => Promise<T>,
  take: (decoded: PageDecoded, transfer: Transferable[]) => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof LimpidError) || error.code !== 'decode/needs-page') throw error;
    const decoded = await decodeInPage(signal, file, error.message);
    return await take(
      decoded,
      decoded.channels.map(({ buffer }) => buffer),
    );
  }
}

/** The sampling rate that the file's container states, even if its codec is unknown; nothing where that cannot be read. */
async function readRate(file: Blob): Promise<number | undefined> {
  const { ALL_FORMATS, BlobSource, Input } = await import('mediabunny');
  const input = new Input({ source: new BlobSource(file), formats: ALL_FORMATS });
  try {
    const rate = await (await input.getPrimaryAudioTrack())?.getSampleRate();
    return rate !== undefined && rate >= CONTEXT_RATES_HZ.min && rate <= CONTEXT_RATES_HZ.max ? rate : undefined;
  } catch {
    // Not every container that decodeAudioData knows is known here; its rate is then unknown, no more.
    return undefined;
  } finally {
    input.dispose();
  }
}
