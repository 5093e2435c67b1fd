import { assert } from '../base/assert';
import { type FftLibrary, RealFft } from './fft';
import { besselI0 } from './polyphase';

/** Everything of STOI happens at 10 kHz. */
const STOI_RATE_HZ = 10_000;
const FRAME = 256;
const HOP = 128;
const FFT_SIZE = 512;
const NUM_BINS = FFT_SIZE / 2 + 1;
const NUM_BANDS = 15;
const LOWEST_CENTRE_HZ = 150;
/** Frames that are correlated: 384 ms. */
const STRETCH = 30;
const CLIP = 10 ** (15 / 20);
/** Frames of the clean signal that lie this far below its loudest are left out, dB. */
const DYNAMIC_RANGE_DB = 40;
const EPSILON = Number.EPSILON;

/** Hann window without its zero ends. */
const WINDOW = Float64Array.from({ length: FRAME }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 1)) / (FRAME + 1)));

/**
 * Short-time objective intelligibility of a processed signal against the clean one, both mono at 48 kHz and of one length: about 0...1; 1e-5 where there is too
 * little speech to tell. Source: Taal et al. 2011; details (resampling, framing, removal of silence) as in the Python package pystoi 0.4.
 */
export function stoi(library: FftLibrary, clean: Float32Array, processed: Float32Array): number {
  assert(clean.length === processed.length, `lengths differ: ${clean.length} and ${processed.length}`);
  const [x, y] = withoutSilence(toTenKhz(clean), toTenKhz(processed));
  const [cleanBands, processedBands] = [thirdOctaves(library, x), thirdOctaves(library, y)];
  const numFrames = cleanBands.length / NUM_BANDS;
  if (numFrames < STRETCH) return 1e-5;
  let sum = 0;
  for (let end = STRETCH; end <= numFrames; end++) {
    for (let band = 0; band < NUM_BANDS; band++) sum += correlation(cleanBands, processedBands, band, end - STRETCH);
  }
  return sum / ((numFrames - STRETCH + 1) * NUM_BANDS);
}

const UP = 5;
const DOWN = 24;
/** Taps on either side at 240 kHz, and Kaiser's beta, for a rejection of 60 dB with a roll-off of a tenth. Source: GNU Octave signal, resample.m. */
const HALF_TAPS = Math.ceil((60 - 8) / (28.714 / (2 * DOWN * 10)));
const BETA = 0.1102 * (60 - 8.7);

function lowPass(): Float64Array {
  const taps = Float64Array.from({ length: 2 * HALF_TAPS + 1 }, (_, i) => {
    const x = (Math.PI * (i - HALF_TAPS)) / DOWN;
    return (x === 0 ? 1 : Math.sin(x) / x) * besselI0(BETA * Math.sqrt(1 - (i / HALF_TAPS - 1) ** 2));
  });
  const sum = taps.reduce((a, b) => a + b, 0);
  return taps.map((tap) => (tap * UP) / sum);
}

/** 48 kHz to 10 kHz, zero beyond the ends. */
function toTenKhz(samples: Float32Array): Float64Array {
  const taps = lowPass();
  return Float64Array.from({ length: Math.ceil((samples.length * UP) / DOWN) }, (_, m) => {
    const first = Math.max(0, Math.ceil((m * DOWN - HALF_TAPS) / UP));
    const last = Math.min(samples.length - 1, Math.floor((m * DOWN + HALF_TAPS) / UP));
    let sum = 0;
    for (let k = first; k <= last; k++) sum += samples[k]! * taps[HALF_TAPS + m * DOWN - k * UP]!;
    return sum;
  });
}

/** Frames of the signals whose clean part is within the dynamic range, joined by overlap-add. */
function withoutSilence(clean: Float64Array, processed: Float64Array): [Float64Array, Float64Array] {
  const starts: number[] = [];
  for (let at = 0; at < clean.length - FRAME; at += HOP) starts.push(at);
  const levels = starts.map((at) => {
    let sum = 0;
    for (let i = 0; i < FRAME; i++) sum += (clean[at + i]! * WINDOW[i]!) ** 2;
    return 20 * Math.log10(Math.sqrt(sum) + EPSILON);
  });
  const least = levels.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) - DYNAMIC_RANGE_DB;
  const kept = starts.filter((_, i) => levels[i]! > least);
  const joined = (signal: Float64Array): Float64Array => {
    const out = new Float64Array(kept.length > 0 ? (kept.length - 1) * HOP + FRAME : 0);
    for (const [n, at] of kept.entries()) for (let i = 0; i < FRAME; i++) out[n * HOP + i]! += signal[at + i]! * WINDOW[i]!;
    return out;
  };
  return [joined(clean), joined(processed)];
}

/** Bins [low, high) of each third-octave band. */
function bandEdges(): [number, number][] {
  const nearest = (hz: number): number => Math.round((hz * FFT_SIZE) / STOI_RATE_HZ);
  return Array.from({ length: NUM_BANDS }, (_, k) => [
    nearest(LOWEST_CENTRE_HZ * 2 ** ((2 * k - 1) / 6)),
    nearest(LOWEST_CENTRE_HZ * 2 ** ((2 * k + 1) / 6)),
  ]);
}

/** Magnitudes [frames, NUM_BANDS] in third-octave bands. */
function thirdOctaves(library: FftLibrary, signal: Float64Array): Float64Array {
  const numFrames = Math.max(0, Math.ceil((signal.length - FRAME) / HOP));
  const out = new Float64Array(numFrames * NUM_BANDS);
  const edges = bandEdges();
  const fft = new RealFft(library, FFT_SIZE);
  const power = new Float64Array(NUM_BINS);
  for (let t = 0; t < numFrames; t++) {
    fft.samples.fill(0);
    for (let i = 0; i < FRAME; i++) fft.samples[i] = signal[t * HOP + i]! * WINDOW[i]!;
    fft.forward();
    const { spectrum } = fft;
    for (let k = 1; k < NUM_BINS - 1; k++) power[k] = spectrum[2 * k]! ** 2 + spectrum[2 * k + 1]! ** 2;
    for (const [band, [low, high]] of edges.entries()) {
      let sum = 0;
      for (let k = low; k < high; k++) sum += power[k]!;
      out[t * NUM_BANDS + band] = Math.sqrt(sum);
    }
  }
  fft.dispose();
  return out;
}

/** Correlation of one band over STRETCH frames, the processed one brought to the clean one's level and clipped. */
function correlation(clean: Float64Array, processed: Float64Array, band: number, start: number): number {
  const at = (t: number): number => (start + t) * NUM_BANDS + band;
  let [xx, yy] = [0, 0];
  for (let t = 0; t < STRETCH; t++) {
    xx += clean[at(t)]! ** 2;
    yy += processed[at(t)]! ** 2;
  }
  const scale = Math.sqrt(xx) / (Math.sqrt(yy) + EPSILON);
  const clipped = (t: number): number => Math.min(processed[at(t)]! * scale, clean[at(t)]! * (1 + CLIP));
  let [meanX, meanY] = [0, 0];
  for (let t = 0; t < STRETCH; t++) {
    meanX += clean[at(t)]! / STRETCH;
    meanY += clipped(t) / STRETCH;
  }
  let [cx, cy, cross] = [0, 0, 0];
  for (let t = 0; t < STRETCH; t++) {
    const [dx, dy] = [clean[at(t)]! - meanX, clipped(t) - meanY];
    cx += dx * dx;
    cy += dy * dy;
    cross += dx * dy;
  }
  return cross / ((Math.sqrt(cx) + EPSILON) * (Math.sqrt(cy) + EPSILON));
}
