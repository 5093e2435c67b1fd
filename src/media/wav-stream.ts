import { nextTask } from '../base/mutex';
import type { AudioFormat, Channels, WavEncoding } from '../base/types';
import { encodeSamples, wavHeader, wavPadding } from './wav-writer';

/** A piece of a WAV file, and how much of the file is made with it. */
export interface WavPiece {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly fraction: number;
}

/** A WAV file as pieces of about a second, from whatever renders samples [start, start + count). */
export async function* wavStream(
  signal: AbortSignal,
  format: AudioFormat,
  encoding: WavEncoding,
  render: (start: number, count: number) => Promise<{ after: Channels }>,
): AsyncGenerator<WavPiece, void, void> {
  const { sampleRateHz, numChannels, numSamples } = format;
  const spec = { sampleRateHz, numChannels, numSamples, encoding };
  yield { bytes: wavHeader(spec), fraction: 0 };
  const block = Math.max(1, Math.ceil(sampleRateHz));
  for (let start = 0; start < numSamples; start += block) {
    signal.throwIfAborted();
    const { after } = await render(start, Math.min(block, numSamples - start));
    yield { bytes: encodeSamples(after, encoding), fraction: Math.min(1, (start + block) / numSamples) };
    await nextTask();
  }
  const padding = wavPadding(spec);
  if (padding.length > 0) yield { bytes: padding, fraction: 1 };
}
