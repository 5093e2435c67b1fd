import { nextTask } from '../base/mutex';
import type { AudioFormat, Channels, WavEncoding } from '../base/types';
import { encodeSamples, wavHeader, wavPadding } from './wav-writer';

/** A piece of a WAV file, and how much of the file is made with it. */
export interface WavPiece {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly fraction: number;
}

/**
 * A WAV file as pieces of about a second, from whatever renders samples [start, start + count). Integer samples that differ from the source are dithered, so
 * that what is left of a quiet room does not become runs of digital silence; samples as they were stay so, bit by bit.
 */
export async function* wavStream(
  signal: AbortSignal,
  format: AudioFormat,
  encoding: WavEncoding,
  render: (start: number, count: number) => Promise<{ before: Channels; after: Channels }>,
): AsyncGenerator<WavPiece, void, void> {
  const { sampleRateHz, numChannels, numSamples } = format;
  const spec = { sampleRateHz, numChannels, numSamples, encoding };
  yield { bytes: wavHeader(spec), fraction: 0 };
  const block = Math.max(1, Math.ceil(sampleRateHz));
  const random = uniformNoise();
  for (let start = 0; start < numSamples; start += block) {
    signal.throwIfAborted();
    const { before, after } = await render(start, Math.min(block, numSamples - start));
    if (encoding !== 'f32') ditherChanged(before, after, encoding === 's16' ? 2 ** -15 : 2 ** -23, random);
    yield { bytes: encodeSamples(after, encoding), fraction: Math.min(1, (start + block) / numSamples) };
    await nextTask();
  }
  const padding = wavPadding(spec);
  if (padding.length > 0) yield { bytes: padding, fraction: 1 };
}

/**
 * Triangular dither of one step on either side, in place, on samples that were changed; never beyond the source's peak.
 * Source: Lipshitz, Wannamaker, Vanderkooy 1992, Quantization and dither.
 */
function ditherChanged(before: Channels, after: Channels, step: number, random: () => number): void {
  for (const [c, channel] of after.entries()) {
    const source = before[c]!;
    const peak = source.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
    for (let i = 0; i < channel.length; i++) {
      if (channel[i] === source[i]) continue;
      const dithered = channel[i]! + (random() + random() - 1) * step;
      if (Math.abs(dithered) + step / 2 < peak) channel[i] = dithered;
    }
  }
}

/** Uniform numbers in [0, 1), the same for every file, so that a result can be had again bit by bit. Source: Numerical Recipes, 2nd ed., section 7.1. */
function uniformNoise(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
