import { type FftLibrary, RealFft } from '../../dsp/fft';
import { resampled } from './filters';

/** Short-time objective intelligibility. Source: Taal, Hendriks, Heusdens, Jensen 2011, An algorithm for intelligibility prediction of time-frequency weighted noisy speech. */

const RATE = 10_000;
const FRAME = 256;
const HOP = 128;
const FFT_SIZE = 512;
const NUM_BANDS = 15;
const LOWEST_HZ = 150;
const SEGMENT = 30;
const CLIP = 1 + 10 ** (15 / 20);
const DYNAMIC_RANGE_DB = 40;

const WINDOW = Float32Array.from({ length: FRAME }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 1)) / (FRAME + 1)));

/** Frames, windowed, without those whose clean twin is 40 dB below the loudest; overlap-added again. */
function withoutSilence(clean: Float32Array, other: Float32Array): [Float32Array, Float32Array] {
  const starts: number[] = [];
  const levels: number[] = [];
  for (let at = 0; at + FRAME <= clean.length; at += HOP) {
    let sum = 0;
    for (let i = 0; i < FRAME; i++) sum += (clean[at + i]! * WINDOW[i]!) ** 2;
    starts.push(at);
    levels.push(10 * Math.log10(sum + 1e-20));
  }
  const loudest = levels.reduce((a, b) => Math.max(a, b), -200);
  const kept = starts.filter((_, i) => levels[i]! > loudest - DYNAMIC_RANGE_DB);
  const join = (x: Float32Array): Float32Array => {
    const out = new Float32Array(Math.max(0, (kept.length - 1) * HOP + FRAME));
    for (const [k, at] of kept.entries()) for (let i = 0; i < FRAME; i++) out[k * HOP + i]! += x[at + i]! * WINDOW[i]!;
    return out;
  };
  return [join(clean), join(other)];
}

/** Root energies of third-octave bands, [frames][bands]. */
function bandsOf(fft: RealFft, x: Float32Array): Float64Array[] {
  const edges = Array.from({ length: NUM_BANDS }, (_, b) => {
    const centre = LOWEST_HZ * 2 ** (b / 3);
    return [Math.round((centre * 2 ** (-1 / 6) * FFT_SIZE) / RATE), Math.round((centre * 2 ** (1 / 6) * FFT_SIZE) / RATE)] as const;
  });
  const frames: Float64Array[] = [];
  for (let at = 0; at + FRAME <= x.length; at += HOP) {
    fft.samples.fill(0);
    for (let i = 0; i < FRAME; i++) fft.samples[i] = x[at + i]! * WINDOW[i]!;
    fft.forward();
    frames.push(
      Float64Array.from(edges, ([low, high]) => {
        let sum = 0;
        for (let k = low; k < high; k++) sum += fft.spectrum[2 * k]! ** 2 + fft.spectrum[2 * k + 1]! ** 2;
        return Math.sqrt(sum);
      }),
    );
  }
  return frames;
}

function correlation(a: Float64Array, b: Float64Array): number {
  const [meanA, meanB] = [a.reduce((s, v) => s + v, 0) / a.length, b.reduce((s, v) => s + v, 0) / b.length];
  let [ab, aa, bb] = [0, 1e-20, 1e-20];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i]! - meanA) * (b[i]! - meanB);
    aa += (a[i]! - meanA) ** 2;
    bb += (b[i]! - meanB) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

/** STOI of processed speech against clean speech of the same length, about 0...1; NaN where less than 0.4 s is speech. */
export function stoi(library: FftLibrary, clean: Float32Array, processed: Float32Array, rate: number): number {
  const [x, y] = withoutSilence(resampled(clean, rate, RATE), resampled(processed, rate, RATE));
  const fft = new RealFft(library, FFT_SIZE);
  const [cleanBands, otherBands] = [bandsOf(fft, x), bandsOf(fft, y)];
  fft.dispose();
  let [sum, count] = [0, 0];
  for (let end = SEGMENT; end <= cleanBands.length; end++) {
    for (let b = 0; b < NUM_BANDS; b++) {
      const a = Float64Array.from(cleanBands.slice(end - SEGMENT, end), (frame) => frame[b]!);
      const raw = Float64Array.from(otherBands.slice(end - SEGMENT, end), (frame) => frame[b]!);
      const scale = Math.sqrt(a.reduce((s, v) => s + v * v, 1e-20) / raw.reduce((s, v) => s + v * v, 1e-20));
      const clipped = raw.map((v, i) => Math.min(v * scale, a[i]! * CLIP));
      sum += correlation(a, clipped);
      count++;
    }
  }
  return count === 0 ? Number.NaN : sum / count;
}
