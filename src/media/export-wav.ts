import type { MetadataTags } from 'mediabunny';
import type { WavEncoding } from '../base/types';
import { BlobTarget } from './blob-target';
import type { SoundStream } from './sound-stream';
import { infoChunk } from './tags';
import { encodeSamples, wavHeader, wavPadding } from './wav-writer';

/** Triangular noise of two steps, -1...1: what is lost by rounding then depends on nothing. Seeded, so that a file comes out the same twice. */
function triangular(): () => number {
  let state = 0x2545f491;
  const uniform = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  return () => uniform() - uniform();
}

/** A stream as a WAV file; 16 bits with dither. */
export async function exportWavFile(signal: AbortSignal, stream: SoundStream, encoding: WavEncoding, tags: MetadataTags): Promise<Blob> {
  const { sampleRateHz, numChannels, numSamples } = stream;
  const extraChunks = infoChunk(tags);
  const spec = { sampleRateHz, numChannels, numSamples, encoding, ...(extraChunks && { extraChunks }) };
  const target = new BlobTarget();
  const dither = encoding === 's16' ? triangular() : undefined;
  await target.write(0, wavHeader(spec));
  for await (const channels of stream.blocks()) {
    signal.throwIfAborted();
    await target.write(target.size, encodeSamples(channels, encoding, dither));
  }
  await target.write(target.size, wavPadding(spec));
  return target.toBlob('audio/wav');
}
