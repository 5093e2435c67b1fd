import { nextTask } from '../base/mutex';
import type { AudioFormat, Channels, WavEncoding } from '../base/types';
import { encodeSamples, wavHeader, wavPadding } from './wav-writer';

/** A piece of a WAV file, and how much of the file is made with it. */
export interface WavPiece {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly fraction: number;
}

/** How samples are stored, and what stands before them. */
export interface WavForm {
  readonly encoding: WavEncoding;
  /** See `WavSpec`. */
  readonly extraChunks: Uint8Array | undefined;
}

/**
 * A WAV file as pieces of about a second, from whatever renders samples [start, start + count). Integer samples that differ from the source are dithered, so
 * that what is left of a quiet room does not become runs of digital silence; samples as they were stay so, bit by bit.
 */
export async function* wavStream(
  signal: AbortSignal,
  format: AudioFormat,
  { encoding, extraChunks }: WavForm,
  render: (start: number, count: number) => Promise<{ before: Channels; after: Channels }>,
): AsyncGenerator<WavPiece, void, void> {
  const { sampleRateHz, numChannels, numSamples } = format;
  const spec = { sampleRateHz, numChannels, numSamples, encoding, ...(extraChunks && { extraChunks }) };
  yield { bytes: wavHeader(spec), fraction: 0 };
  const block = Math.max(1, Math.ceil(sampleRateHz));
  const noise: NoiseState = { value: 1 };
  for (let start = 0; start < numSamples; start += block) {
    signal.throwIfAborted();
    const { before, after } = await render(start, Math.min(block, numSamples - start));
    if (encoding !== 'f32') ditherChanged(before, after, encoding === 's16' ? 2 ** -15 : 2 ** -23, noise);
    yield { bytes: encodeSamples(after, encoding), fraction: Math.min(1, (start + block) / numSamples) };
    await nextTask();
  }
  const padding = wavPadding(spec);
  if (padding.length > 0) yield { bytes: padding, fraction: 1 };
}

/** Of a linear congruential generator: the same for every file, so that a result can be had again bit by bit. Source: Numerical Recipes, 2nd ed., section 7.1. */
interface NoiseState {
  value: number;
}

function nextState(state: number): number {
  return (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
}

function largestOf(samples: Float32Array): number {
  let peak = 0;
  for (let i = 0; i < samples.length; i++) {
    const magnitude = Math.abs(samples[i]!);
    if (magnitude > peak) peak = magnitude;
  }
  return peak;
}

/**
 * Triangular dither of one step on either side, in place, on samples that were changed; never beyond the source's peak.
 * Source: Lipshitz, Wannamaker, Vanderkooy 1992, Quantization and dither.
 */
function ditherChanged(before: Channels, after: Channels, step: number, noise: NoiseState): void {
  const scale = step / 2 ** 32;
  for (const [c, channel] of after.entries()) {
    const source = before[c]!;
    const most = largestOf(source) - step / 2;
    let { value } = noise;
    for (let i = 0; i < channel.length; i++) {
      const sample = channel[i]!;
      if (sample === source[i]) continue;
      // Two uniform numbers in [-0.5, 0.5) steps.
      const first = nextState(value);
      value = nextState(first);
      const dithered = sample + (first + value) * scale;
      if (dithered < most && dithered > -most) channel[i] = dithered;
    }
    noise.value = value;
  }
}
