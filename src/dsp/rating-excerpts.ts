import { DNSMOS_RATE_HZ, DNSMOS_SAMPLES } from '../base/figures';
import { nextTask } from '../base/mutex';
import type { SampleReader } from '../base/sample-reader';
import { DEFAULT_RENDER_SETTINGS } from '../base/settings';
import { AUTO_REDUCTION_DB } from './auto-reduction';
import { FRAMES_PER_SEC } from './constants';
import type { Kernels } from './kernels/kernels';
import { FrameMeter } from './loudness-match';
import { RateConverter } from './rate-converter';
import type { Recording } from './recording';
import { mixDown } from './resample';
import { GainShaper } from './shaper';

/** Excerpts that are rated. */
const MOST_EXCERPTS = 3;
const EXCERPT_SEC = DNSMOS_SAMPLES / DNSMOS_RATE_HZ;
const EXCERPT_FRAMES = Math.floor(EXCERPT_SEC * FRAMES_PER_SEC);
/** Places at which an excerpt may begin are a second apart. */
const STEP_FRAMES = Math.round(FRAMES_PER_SEC);
/** A frame counts as speech if it is this close to the loud ones, dB: those that 5 % exceed. */
const SPEECH_RANGE_DB = 25;
const LOUD_SHARE = 0.95;
const FRAMES_A_TASK = 2000;

/** Running count of frames with speech: entry i counts frames [0, i). Told by what the model leaves, so that loud noise does not count. */
async function countSpeech(signal: AbortSignal, { mel, gains, numFrames }: Recording): Promise<Uint32Array> {
  const shaper = new GainShaper(gains, DEFAULT_RENDER_SETTINGS, { autoReductionDb: AUTO_REDUCTION_DB.max, breaths: undefined });
  const meter = new FrameMeter();
  const powers = new Float64Array(numFrames);
  for (let frame = 0; frame < numFrames; frame++) {
    powers[frame] = meter.measure(mel, shaper, frame)[1];
    if (frame % FRAMES_A_TASK === 0) await nextTask();
    signal.throwIfAborted();
  }
  const loud = powers.toSorted()[Math.floor(LOUD_SHARE * (numFrames - 1))] ?? 0;
  const least = loud * 10 ** (-SPEECH_RANGE_DB / 10);
  const count = new Uint32Array(numFrames + 1);
  for (let frame = 0; frame < numFrames; frame++) count[frame + 1] = count[frame]! + (powers[frame]! > least ? 1 : 0);
  return count;
}

/**
 * Where up to three excerpts of DNSMOS_SAMPLES begin, seconds, in order of time: those with most speech that do not overlap. One of a recording that is shorter. The settings do not matter, so that ratings
 * under different ones are of the same places.
 */
export async function excerptStarts(signal: AbortSignal, recording: Recording): Promise<number[]> {
  const count = await countSpeech(signal, recording);
  const lastStart = Math.max(0, Math.floor((recording.numSamples / recording.sampleRateHz - EXCERPT_SEC) * FRAMES_PER_SEC));
  const starts = Array.from({ length: Math.floor(lastStart / STEP_FRAMES) + 1 }, (_, i) => i * STEP_FRAMES);
  const speech = (start: number): number => count[Math.min(count.length - 1, start + EXCERPT_FRAMES)]! - count[start]!;
  const ranked = starts.map((start) => ({ start, speech: speech(start) })).sort((a, b) => b.speech - a.speech || a.start - b.start);
  const chosen: number[] = [];
  for (const { start } of ranked) {
    if (chosen.length < MOST_EXCERPTS && chosen.every((other) => Math.abs(other - start) >= EXCERPT_FRAMES)) chosen.push(start);
  }
  return chosen.sort((a, b) => a - b).map((frame) => frame / FRAMES_PER_SEC);
}

/** An excerpt as the network takes it: DNSMOS_SAMPLES samples at 16 kHz, mono; what is shorter is repeated. */
export async function readExcerpt(
  signal: AbortSignal,
  read: SampleReader,
  { sampleRateHz, numSamples }: { readonly sampleRateHz: number; readonly numSamples: number },
  { startSec, kernels }: { readonly startSec: number; readonly kernels: Kernels },
): Promise<Float32Array> {
  const mono = async (start: number, count: number): Promise<Float32Array[]> => [mixDown(await read(signal, start, count))];
  const converter = new RateConverter(mono, numSamples, sampleRateHz, DNSMOS_RATE_HZ, kernels);
  const isAtRate = sampleRateHz === DNSMOS_RATE_HZ;
  const from = Math.round(startSec * DNSMOS_RATE_HZ);
  const count = Math.min(DNSMOS_SAMPLES, (isAtRate ? numSamples : converter.numSamples) - from);
  const [samples = new Float32Array(1)] = isAtRate ? await mono(from, count) : await converter.read(from, count);
  if (samples.length === DNSMOS_SAMPLES) return samples;
  return Float32Array.from({ length: DNSMOS_SAMPLES }, (_, i) => samples[i % samples.length]!);
}
