/** Loudness and true peak of a stream. Source: ITU-R BS.1770-4; EBU Tech 3341 (windows), EBU Tech 3342 (range). */
import type { Channels } from '../base/types';
import { TRUE_PEAK_REACH, truePeaks } from './true-peak';

const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = -10;
const RANGE_GATE_LU = -20;
/** Windows of momentary and of short-term loudness: in tenths of a second, by which the gated measures step, and in hundredths, by which the meter does. */
const MOMENTARY_TENTHS = 4;
const SHORT_TERM_TENTHS = 30;
const MOMENTARY_HUNDREDTHS = 40;
const SHORT_TERM_HUNDREDTHS = 300;
const HUNDREDTHS_A_TENTH = 10;
/** Weights of the surround channels of 5.0 and 5.1, and none for the effects channel. */
const SURROUND = 1.41;
const CHANNEL_WEIGHTS: Readonly<Record<number, readonly number[]>> = {
  5: [1, 1, 1, SURROUND, SURROUND],
  6: [1, 1, 1, 0, SURROUND, SURROUND],
};

function toLufs(meanSquare: number): number {
  return meanSquare > 0 ? -0.691 + 10 * Math.log10(meanSquare) : Number.NEGATIVE_INFINITY;
}

/** A second-order section in transposed direct form II, with its state. */
class Biquad {
  #z1 = 0;
  #z2 = 0;

  constructor(
    readonly b: readonly [number, number, number],
    readonly a: readonly [number, number],
  ) {}

  /** Filters samples, in place. */
  run(samples: Float64Array): void {
    const [b0, b1, b2] = this.b;
    const [a1, a2] = this.a;
    let [z1, z2] = [this.#z1, this.#z2];
    for (let i = 0; i < samples.length; i++) {
      const x = samples[i]!;
      const y = b0 * x + z1;
      z1 = b1 * x - a1 * y + z2;
      z2 = b2 * x - a2 * y;
      samples[i] = y;
    }
    this.#z1 = z1;
    this.#z2 = z2;
  }
}

/** The K-weighting at any rate: the analogue prototypes whose bilinear transforms at 48 kHz are the tables of BS.1770-4, annex 1. */
function kWeighting(sampleRateHz: number): [Biquad, Biquad] {
  const shelfK = Math.tan((Math.PI * 1681.974450955533) / sampleRateHz);
  const shelfQ = 0.7071752369554196;
  const high = 10 ** (3.999843853973347 / 20);
  const middle = high ** 0.4996667741545416;
  const shelfA = 1 + shelfK / shelfQ + shelfK * shelfK;
  const shelf = new Biquad(
    [
      (high + (middle * shelfK) / shelfQ + shelfK * shelfK) / shelfA,
      (2 * (shelfK * shelfK - high)) / shelfA,
      (high - (middle * shelfK) / shelfQ + shelfK * shelfK) / shelfA,
    ],
    [(2 * (shelfK * shelfK - 1)) / shelfA, (1 - shelfK / shelfQ + shelfK * shelfK) / shelfA],
  );
  const passK = Math.tan((Math.PI * 38.13547087602444) / sampleRateHz);
  const passQ = 0.5003270373238773;
  const passA = 1 + passK / passQ + passK * passK;
  const pass = new Biquad([1, -2, 1], [(2 * (passK * passK - 1)) / passA, (1 - passK / passQ + passK * passK) / passA]);
  return [shelf, pass];
}

function powerOf({ b, a }: Biquad, angle: number): number {
  const square = (c: readonly number[]): number =>
    c.reduce((sum, v, i) => sum + v * Math.cos(i * angle), 0) ** 2 + c.reduce((sum, v, i) => sum + v * Math.sin(i * angle), 0) ** 2;
  return square(b) / square([1, ...a]);
}

/** The K-weighting's effect on power at a frequency, as at 48 kHz. */
export function kWeightAt(hz: number): number {
  const angle = (2 * Math.PI * Math.min(hz, 23_999)) / 48_000;
  return kWeighting(48_000).reduce((product, section) => product * powerOf(section, angle), 1);
}

/**
 * Measures a stream of blocks; every figure may be asked at any time, for what came so far. Momentary and short-term loudness step by 10 ms: by 100 ms, a tone
 * that fills the window once could be missed by an eighth of it (0.6 LU). Integrated loudness and its range step by 100 ms, as they are defined.
 */
export class LoudnessMeter {
  readonly #filters: [Biquad, Biquad][];
  readonly #weights: readonly number[];
  readonly #tenths: number[] = [];
  /** Mean squares of the last three seconds, by hundredths, the next to be replaced at `#numHundredths` modulo their number. */
  readonly #recent = new Float64Array(SHORT_TERM_HUNDREDTHS);
  readonly #history: Float32Array[];
  #numHundredths = 0;
  #sum = 0;
  #count = 0;
  #tenthSum = 0;
  #tenthCount = 0;
  #numSamples = 0;
  #peak = 0;
  #maxMomentary = 0;
  #maxShortTerm = 0;

  constructor(
    readonly sampleRateHz: number,
    readonly numChannels: number,
  ) {
    this.#filters = Array.from({ length: numChannels }, () => kWeighting(sampleRateHz));
    this.#weights = CHANNEL_WEIGHTS[numChannels] ?? new Array<number>(numChannels).fill(1);
    this.#history = Array.from({ length: numChannels }, () => new Float32Array(2 * TRUE_PEAK_REACH));
  }

  /** Takes planar samples, [numChannels] arrays of one length. */
  push(channels: Channels): void {
    this.#pushPeak(channels);
    const squares = this.#weightedSquares(channels);
    for (let at = 0; at < squares.length; ) {
      // Hundredths end where they should at any rate: 11025 Hz has 110 and 111 samples in turn.
      const border = Math.round(((this.#numHundredths + 1) * this.sampleRateHz) / 100);
      const end = Math.min(squares.length, at + Math.max(1, border - this.#numSamples));
      this.#count += end - at;
      this.#numSamples += end - at;
      for (; at < end; at++) this.#sum += squares[at]!;
      if (this.#numSamples >= border) this.#endHundredth();
    }
  }

  /** The squares of the K-weighted samples, summed over the weighted channels. */
  #weightedSquares(channels: Channels): Float64Array {
    const out = new Float64Array(channels[0]?.length ?? 0);
    for (const [c, channel] of channels.entries()) {
      const [shelf, pass] = this.#filters[c]!;
      const weight = this.#weights[c]!;
      const filtered = new Float64Array(channel);
      shelf.run(filtered);
      pass.run(filtered);
      for (let i = 0; i < out.length; i++) out[i]! += weight * filtered[i]! * filtered[i]!;
    }
    return out;
  }

  #endHundredth(): void {
    this.#recent[this.#numHundredths % SHORT_TERM_HUNDREDTHS] = this.#count > 0 ? this.#sum / this.#count : 0;
    this.#numHundredths++;
    this.#tenthSum += this.#sum;
    this.#tenthCount += this.#count;
    this.#sum = 0;
    this.#count = 0;
    this.#maxMomentary = Math.max(this.#maxMomentary, this.#latest(MOMENTARY_HUNDREDTHS));
    this.#maxShortTerm = Math.max(this.#maxShortTerm, this.#latest(SHORT_TERM_HUNDREDTHS));
    if (this.#numHundredths % HUNDREDTHS_A_TENTH > 0) return;
    this.#tenths.push(this.#tenthSum / this.#tenthCount);
    this.#tenthSum = 0;
    this.#tenthCount = 0;
  }

  /** Mean square of the last so many hundredths; 0 while there are fewer. Summed anew each time, so that no error of rounding builds up over hours. */
  #latest(hundredths: number): number {
    if (this.#numHundredths < hundredths) return 0;
    let sum = 0;
    for (let i = this.#numHundredths - hundredths; i < this.#numHundredths; i++) sum += this.#recent[i % SHORT_TERM_HUNDREDTHS]!;
    return sum / hundredths;
  }

  /** The filter sees each sample once it has its successors: the last of the stream are those that `truePeakDb` adds. */
  #pushPeak(channels: Channels): void {
    for (const [c, channel] of channels.entries()) {
      const held = this.#history[c]!;
      const joined = new Float32Array(held.length + channel.length);
      joined.set(held);
      joined.set(channel, held.length);
      const last = joined.length - TRUE_PEAK_REACH;
      this.#peak = maxOf(truePeaks(joined, TRUE_PEAK_REACH, last, this.#peak), this.#peak);
      this.#history[c] = joined.slice(joined.length - held.length);
    }
  }

  /** Largest magnitude between samples, dBTP. */
  get truePeakDb(): number {
    let peak = this.#peak;
    for (const held of this.#history) {
      const padded = new Float32Array(held.length + TRUE_PEAK_REACH);
      padded.set(held);
      peak = maxOf(truePeaks(padded, TRUE_PEAK_REACH, held.length, peak), peak);
    }
    return peak > 0 ? 20 * Math.log10(peak) : Number.NEGATIVE_INFINITY;
  }

  /** Mean squares of all windows of so many tenths, each a tenth after the former. */
  #windows(tenths: number): number[] {
    const out: number[] = [];
    for (let end = tenths; end <= this.#tenths.length; end++) {
      let sum = 0;
      for (let i = end - tenths; i < end; i++) sum += this.#tenths[i]!;
      out.push(sum / tenths);
    }
    return out;
  }

  /** Programme loudness, LUFS; minus infinity where nothing passes the gates. Sounds of less than 400 ms have the loudness of all there is. */
  get integratedLufs(): number {
    if (this.#tenths.length < MOMENTARY_TENTHS) return toLufs(meanOf(this.#tenths));
    return gatedLoudness(this.#windows(MOMENTARY_TENTHS));
  }

  /** Loudness of the last 400 ms, LUFS; minus infinity before that. */
  get momentaryLufs(): number {
    return toLufs(this.#latest(MOMENTARY_HUNDREDTHS));
  }

  /** Loudness of the last 3 s, LUFS; minus infinity before that. */
  get shortTermLufs(): number {
    return toLufs(this.#latest(SHORT_TERM_HUNDREDTHS));
  }

  get maxMomentaryLufs(): number {
    return toLufs(this.#maxMomentary);
  }

  get maxShortTermLufs(): number {
    return toLufs(this.#maxShortTerm);
  }

  /** Loudness range, LU: between the tenth and the ninety-fifth percentile of gated short-term loudness. */
  get rangeLu(): number {
    const sorted = gated(this.#windows(SHORT_TERM_TENTHS), RANGE_GATE_LU)
      .map(toLufs)
      .sort((a, b) => a - b);
    if (sorted.length === 0) return 0;
    const at = (part: number): number => sorted[Math.round((sorted.length - 1) * part)] ?? 0;
    return at(0.95) - at(0.1);
  }
}

/** The windows louder than -70 LUFS and than the mean of those plus `relativeLu`. */
function gated(windows: readonly number[], relativeLu: number): number[] {
  const loud = windows.filter((value) => toLufs(value) > ABSOLUTE_GATE_LUFS);
  const gate = toLufs(meanOf(loud)) + relativeLu;
  return loud.filter((value) => toLufs(value) > gate);
}

/** Which of the mean squares of K-weighted windows of 400 ms pass both gates of integrated loudness. */
export function passesGates(windows: readonly number[]): boolean[] {
  const passed = new Set(gated(windows, RELATIVE_GATE_LU));
  return windows.map((value) => passed.has(value));
}

/** Integrated loudness, LUFS, of the mean squares of K-weighted windows of 400 ms; minus infinity where none passes the gates. */
function gatedLoudness(windows: readonly number[]): number {
  return toLufs(meanOf(gated(windows, RELATIVE_GATE_LU)));
}

/** Loudness, LUFS, of windows that are all taken. */
export function loudnessOf(windows: readonly number[]): number {
  return toLufs(meanOf(windows));
}

function meanOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length > 0 ? sum / values.length : 0;
}

/** The largest of `values` and `least`. */
function maxOf(values: Float32Array, least: number): number {
  let max = least;
  for (let i = 0; i < values.length; i++) max = Math.max(max, values[i]!);
  return max;
}
