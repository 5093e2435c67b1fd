import type { OutputFile } from '../base/output-file';
import type { SoundStream } from './sound-stream';
import type { WavForm } from './wav-stream';
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

/** Writes a stream as a WAV file; 16 bits with dither. */
export async function exportWavFile(
  signal: AbortSignal,
  stream: SoundStream,
  { encoding, extraChunks }: WavForm,
  file: OutputFile,
): Promise<void> {
  const { sampleRateHz, numChannels, numSamples } = stream;
  const spec = { sampleRateHz, numChannels, numSamples, encoding, ...(extraChunks && { extraChunks }) };
  const dither = encoding === 's16' ? triangular() : undefined;
  await file.write(0, wavHeader(spec));
  for await (const channels of stream.blocks()) {
    signal.throwIfAborted();
    await file.write(file.size, encodeSamples(channels, encoding, dither));
  }
  await file.write(file.size, wavPadding(spec));
}
