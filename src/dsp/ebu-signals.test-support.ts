/** The signals of EBU Tech 3341 (v4, table 1) and Tech 3342 (v4, table 1) from their definitions, and how they are measured. */
import type { Channels } from '../base/types';
import { Kernels } from './kernels/kernels';
import { LoudnessMeter } from './loudness';
import { RateConverter } from './rate-converter';

export const RATE_HZ = 48_000;
export const SILENT = Number.NEGATIVE_INFINITY;

/** A sine's peak level, dBFS, and how long it lasts. */
export type Tone = readonly [dbfs: number, seconds: number];

/** Tones of 1 kHz in turn. */
export function tones(parts: readonly Tone[], rateHz = RATE_HZ): Float32Array {
  const lengths = parts.map(([, seconds]) => Math.round(seconds * rateHz));
  const out = new Float32Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const [p, [dbfs]] of parts.entries()) {
    const amplitude = 10 ** (dbfs / 20);
    for (let i = 0; i < lengths[p]!; i++, at++) out[at] = amplitude * Math.sin((2 * Math.PI * 1000 * at) / rateHz);
  }
  return out;
}

/** The same on both channels. */
export function stereo(parts: readonly Tone[], rateHz = RATE_HZ): Channels {
  const channel = tones(parts, rateHz);
  return [channel, channel];
}

/** A meter that a sound was pushed through, in blocks of an odd size, so that no window begins with a block. */
export function measured(channels: Channels, rateHz = RATE_HZ): LoudnessMeter {
  const meter = new LoudnessMeter(rateHz, channels.length);
  const length = channels[0]?.length ?? 0;
  for (let at = 0; at < length; at += 7919) meter.push(channels.map((channel) => channel.subarray(at, at + 7919)));
  return meter;
}

/** Readings of a meter every 10 ms, as a live meter would show them. */
export function* readings(channels: Channels): Generator<{ sec: number; momentaryLufs: number; shortTermLufs: number }> {
  const meter = new LoudnessMeter(RATE_HZ, channels.length);
  const step = RATE_HZ / 100;
  const length = channels[0]?.length ?? 0;
  for (let at = 0; at + step <= length; at += step) {
    meter.push(channels.map((channel) => channel.subarray(at, at + step)));
    yield { sec: (at + step) / RATE_HZ, momentaryLufs: meter.momentaryLufs, shortTermLufs: meter.shortTermLufs };
  }
}

/** 10 ms at either end. */
const TAPER_SEC = 0.01;

function tapered(length: number, rateHz: number, value: (i: number) => number): Float32Array {
  const taper = TAPER_SEC * rateHz;
  return Float32Array.from({ length }, (_, i) => Math.min(1, i / taper, (length - 1 - i) / taper) * value(i));
}

/** Cases 15-19: one second of a sine of `divisor` samples a period. */
export function sine(amplitude: number, divisor: number, degrees: number): Float32Array {
  return tapered(RATE_HZ, RATE_HZ, (i) => amplitude * Math.sin((2 * Math.PI * i) / divisor + (degrees * Math.PI) / 180));
}

/**
 * Cases 20-23: a sine of a sixth of the rate at half of full scale, one period of a fourth of the rate at full scale in its middle; made at four times the rate,
 * low-passed, and every fourth sample taken from `offset` on. Which low-pass is left open; this one passes 21.8 kHz and is 100 dB down at 24 kHz.
 */
export async function pulseInSine(offset: number): Promise<Float32Array> {
  const [slow, fast] = [4 * 6, 4 * 4];
  const length = 4 * RATE_HZ;
  const start = slow * Math.round(length / 2 / slow);
  const at4 = tapered(length, 4 * RATE_HZ, (i) => {
    if (i < start) return 0.5 * Math.sin((2 * Math.PI * i) / slow);
    if (i < start + fast) return Math.sin((2 * Math.PI * (i - start)) / fast);
    return 0.5 * Math.sin((2 * Math.PI * (i - start - fast)) / slow);
  });
  const shifted = at4.slice(offset);
  const read = async (first: number, count: number): Promise<Channels> => [shifted.slice(Math.max(0, first), first + count)];
  const converter = new RateConverter(read, shifted.length, 4 * RATE_HZ, RATE_HZ, await Kernels.create());
  const [out] = await converter.read(0, converter.numSamples);
  if (!out) throw new Error('no channel');
  return out;
}
