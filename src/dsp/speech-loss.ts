/**
 * Where speech may have been lost, told without a reference: where the removed part sounds voiced, is loud enough to be missed, and is the larger part of what was
 * there. It is a measure of periodicity, so it marks whatever has a pitch of 75 to 436 Hz: voices in the background and music too; unvoiced consonants it cannot see.
 */
import { nextTask } from '../base/mutex';
import type { RenderSettings } from '../base/settings';
import type { LossMark } from '../base/types';
import { bandPlaces } from './bands';
import { ANALYSIS_RATE_HZ, HOP_SAMPLES, HOP_SEC, NUM_BANDS, NUM_BINS, WINDOW_SAMPLES } from './constants';
import type { Recording } from './recording';
import type { GainShaper } from './shaper';
import { PowerSpectrum } from './spectrum';
import { Voicing } from './voicing';

const BLOCK_FRAMES = 64;
/** Bins from 156 Hz to 4 kHz are looked at, those below 1 kHz lowered by 6 dB an octave: hum and rumble would sound voiced otherwise. */
const LOW_HZ = 150;
const HIGH_HZ = 4000;
const EMPHASIS_HZ = 1000;
/** A frame is suspicious when the removed part is this voiced, ... */
const VOICED = 0.5;
/** ... lies no more than this below the loud parts of what is kept, dB, ... */
const AUDIBLE_DB = -25;
/** ... has more than this share of the energy that was there (its amplitudes were more than halved), ... */
const SHARE = 0.25;
/** ... and is above this, dBFS: an empty track has nothing to lose. */
const LOWEST_DB = -80;
const LOUD_PART = 0.95;
/** Suspicious frames no farther apart are one place; it takes this many of them. */
const JOIN_FRAMES = 6;
const LEAST_FRAMES = 4;

/** What is known of each frame, on the emphasised bins. */
export interface LossFrames {
  /** How voiced the removed part is, 0...1. */
  readonly voicing: Float32Array;
  /** Energies, full scale = 1, of what was there, of what is removed and of what is kept. */
  readonly source: Float32Array;
  readonly removed: Float32Array;
  readonly kept: Float32Array;
}

/** Weight of each bin, [NUM_BINS]. */
function binWeights(): Float32Array {
  return Float32Array.from({ length: NUM_BINS }, (_, k) => {
    const hz = (k * ANALYSIS_RATE_HZ) / WINDOW_SAMPLES;
    return hz < LOW_HZ || hz > HIGH_HZ ? 0 : Math.min(1, (hz / EMPHASIS_HZ) ** 2);
  });
}

/** Measures frames in rising order. */
class LossMeter {
  readonly #weights = binWeights();
  readonly #places = bandPlaces(WINDOW_SAMPLES, ANALYSIS_RATE_HZ);
  readonly #gains = new Float32Array(NUM_BANDS);
  readonly #removed = new Float32Array(NUM_BINS);
  readonly frames: LossFrames;

  constructor(
    readonly shaper: GainShaper,
    readonly voicing: Voicing,
    readonly numFrames: number,
  ) {
    const track = (): Float32Array => new Float32Array(numFrames);
    this.frames = { voicing: track(), source: track(), removed: track(), kept: track() };
  }

  /** Takes the power spectrum of a frame. */
  push(frame: number, power: Float32Array): void {
    this.shaper.gains(frame, this.#gains);
    const { lower, part } = this.#places;
    let [source, removed, kept] = [0, 0, 0];
    for (let k = 0; k < NUM_BINS; k++) {
      const low = this.#gains[lower[k]!]!;
      const gain = low + part[k]! * (this.#gains[lower[k]! + 1]! - low);
      const energy = power[k]! * this.#weights[k]!;
      this.#removed[k] = (1 - gain) ** 2 * energy;
      source += energy;
      removed += this.#removed[k]!;
      kept += gain ** 2 * energy;
    }
    const voicing = this.voicing.push(this.#removed);
    if (frame > 0) this.frames.voicing[frame - 1] = voicing;
    this.frames.source[frame] = source / WINDOW_SAMPLES;
    this.frames.removed[frame] = removed / WINDOW_SAMPLES;
    this.frames.kept[frame] = kept / WINDOW_SAMPLES;
  }
}

/** Measures every frame of a recording under the settings. Other calls are let in between blocks of a second. */
export async function lossFrames(
  signal: AbortSignal,
  recording: Recording,
  settings: RenderSettings,
  onProgress: (fraction: number) => void,
): Promise<LossFrames> {
  const { library, numFrames } = recording;
  const samples = recording.analysisSamples();
  const spectrum = new PowerSpectrum(library);
  const voicing = new Voicing(library);
  const meter = new LossMeter(recording.shaper(settings), voicing, numFrames);
  try {
    for (let start = 0; start < numFrames; start += BLOCK_FRAMES) {
      signal.throwIfAborted();
      const count = Math.min(BLOCK_FRAMES, numFrames - start);
      const block = await samples.read(signal, start * HOP_SAMPLES - WINDOW_SAMPLES / 2, (count - 1) * HOP_SAMPLES + WINDOW_SAMPLES);
      for (let i = 0; i < count; i++) {
        spectrum.compute(block, i * HOP_SAMPLES);
        meter.push(start + i, spectrum.power);
      }
      onProgress((start + count) / numFrames);
      await nextTask();
    }
  } finally {
    spectrum.dispose();
    voicing.dispose();
  }
  return meter.frames;
}

/** The places of a recording where its frames are suspicious, in order of time. */
export function lossMarks({ voicing, source, removed, kept }: LossFrames): LossMark[] {
  const loud = percentile(kept, LOUD_PART);
  const least = Math.max(loud * 10 ** (AUDIBLE_DB / 10), 10 ** (LOWEST_DB / 10));
  const marks: { first: number; last: number; count: number; strongest: number }[] = [];
  for (let i = 0; i < voicing.length; i++) {
    const suspicious = voicing[i]! > VOICED && removed[i]! > least && removed[i]! > SHARE * source[i]!;
    if (!suspicious) continue;
    const mark = marks.at(-1);
    if (mark && i - mark.last <= JOIN_FRAMES) {
      mark.last = i;
      mark.count++;
      mark.strongest = Math.max(mark.strongest, removed[i]!);
    } else marks.push({ first: i, last: i, count: 1, strongest: removed[i]! });
  }
  return marks
    .filter(({ count }) => count >= LEAST_FRAMES)
    .map(({ first, last, strongest }) => ({
      startSec: Math.max(0, (first - 0.5) * HOP_SEC),
      endSec: (last + 0.5) * HOP_SEC,
      levelDb: 10 * Math.log10(strongest / Math.max(loud, 1e-12)),
    }));
}

function percentile(values: Float32Array, part: number): number {
  const sorted = values.slice().sort();
  return sorted[Math.floor((sorted.length - 1) * part)] ?? 0;
}
