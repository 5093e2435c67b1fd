import { beforeAll, describe, expect, it } from 'vitest';
import type { SampleReader } from '../base/sample-reader';
import { DEFAULT_RENDER_SETTINGS, type RenderSettings } from '../base/settings';
import { bandMatrix, bandPlaces } from './bands';
import { framesOf, HOP_SAMPLES, NUM_BANDS, NUM_BINS } from './constants';
import { type FftLibrary, loadFft, nextFftSize, RealFft } from './fft';
import { codeOfGain, GainTrack } from './gain-track';
import { siSdrDb } from './metrics';
import { Recording } from './recording';
import { AnalysisReader } from './resample';
import { GainShaper } from './shaper';

const never = new AbortController().signal;
const FULL: RenderSettings = { ...DEFAULT_RENDER_SETTINGS, maxReductionDb: 60 };
let library: FftLibrary;

beforeAll(async () => {
  library = await loadFft();
});

/** Uniform noise in -0.5...0.5 by a linear congruential generator, so that every run sees the same. */
function noise(length: number, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
}

function peakOf(samples: Float32Array): number {
  return samples.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
}

function readerOf(...channels: Float32Array[]): SampleReader {
  return async (_signal, start, count) => channels.map((channel) => channel.slice(start, start + count));
}

/** A recording whose gains are random, from 0 to -63 dB. */
function randomlyGained(channels: Float32Array[], rate: number): Recording {
  const length = channels[0]?.length ?? 0;
  const recording = new Recording(library, readerOf(...channels), rate, length);
  recording.gains.append(noise(recording.numFrames * NUM_BANDS, 7).map((v) => 10 ** ((v - 0.5) * 3)));
  return recording;
}

describe('FFT', () => {
  it('inverse(forward(x)) / size returns x within 1e-6', () => {
    for (const size of [256, 1440, 1536, 2880, 6144]) {
      const fft = new RealFft(library, size);
      const x = noise(size);
      fft.samples.set(x);
      fft.forward();
      fft.inverse();
      const worst = fft.samples.reduce((max, v, i) => Math.max(max, Math.abs(v / size - x[i]!)), 0);
      expect(worst).toBeLessThan(1e-6);
      fft.dispose();
    }
  });

  it('takes 1411 samples of 44.1 kHz in a transform of 1440', () => {
    expect(nextFftSize(1411)).toBe(1440);
  });
});

describe('bands', () => {
  it('sum to one in every bin', () => {
    const matrix = bandMatrix();
    const sums = new Float64Array(NUM_BINS);
    for (let b = 0; b < NUM_BANDS; b++) {
      for (let w = matrix.offset[b]!, k = matrix.first[b]!; w < matrix.offset[b + 1]!; w++, k++) sums[k]! += matrix.weights[w]!;
    }
    for (const sum of sums) expect(sum).toBeCloseTo(1, 6);
  });

  it('hold the last gain above 24 kHz', () => {
    const { lower, part } = bandPlaces(6144, 192_000);
    expect(lower[3072]! + part[3072]!).toBe(NUM_BANDS - 1);
  });
});

/** The gain of a stored code under settings, in band 64. */
function gainOf(code: number, settings: RenderSettings): number {
  const track = new GainTrack(1);
  track.codes.fill(code);
  track.numDone = 1;
  const gains = new Float32Array(NUM_BANDS);
  new GainShaper(track, settings, { autoReductionDb: 40, breaths: undefined }).gains(0, gains);
  return gains[64]!;
}

describe('gain track', () => {
  it('stores a gain within 0.125 dB down to -60 dB', () => {
    for (let db = 0; db > -59.8; db -= 0.37) {
      const found = gainOf(codeOfGain(10 ** (db / 20)), FULL);
      expect(Math.abs(20 * Math.log10(found) - db)).toBeLessThan(0.1251);
    }
    expect(codeOfGain(1)).toBe(0);
    expect(codeOfGain(10 ** (-63.75 / 20))).toBe(255);
    expect(codeOfGain(0)).toBe(255);
    expect(codeOfGain(Number.NaN)).toBe(255);
  });

  it('never lowers a band by more than the largest reduction', () => {
    expect(gainOf(255, { ...FULL, maxReductionDb: 12 })).toBeCloseTo(10 ** (-12 / 20), 6);
    expect(gainOf(255, { ...FULL, maxReductionDb: 'auto' })).toBeCloseTo(10 ** (-40 / 20), 6);
  });
});

describe.each([8_000, 11_025, 16_000, 22_050, 44_100, 47_999, 48_000, 96_000, 192_000])('render at %i Hz', (rate) => {
  const length = Math.round(rate * 0.7) + 13;

  it('gives the source back bit by bit where all gains are 1', async () => {
    const x = noise(length);
    const recording = new Recording(library, readerOf(x), rate, length);
    const { after } = await recording.render(never, 0, length, FULL);
    expect(after[0]).toEqual(x);
  });

  it('gives the source back bit by bit at strength 0', async () => {
    const x = noise(length);
    const { after } = await randomlyGained([x], rate).render(never, 0, length, { ...FULL, strength: 0 });
    expect(after[0]).toEqual(x);
  });

  it('scales by a gain that is the same everywhere, to 1e-5', async () => {
    const x = noise(length);
    const recording = new Recording(library, readerOf(x), rate, length);
    recording.gains.append(new Float32Array(recording.numFrames * NUM_BANDS).fill(10 ** (-6 / 20)));
    const { after } = await recording.render(never, 0, length, FULL);
    const worst = (after[0] ?? []).reduce((max, v, i) => Math.max(max, Math.abs(v - x[i]! * 10 ** (-6 / 20))), 0);
    expect(worst).toBeLessThan(1e-5);
  });

  it('gives the same samples in any cut', async () => {
    const channels = [noise(length), noise(length, 5)];
    const recording = randomlyGained(channels, rate);
    const whole = await recording.render(never, 0, length, FULL);
    for (const [start, count] of [
      [0, 100],
      [777, 1500],
      [length - 50, 50],
      [length - 2000, 5000],
    ] as const) {
      const part = await recording.render(never, start, count, FULL);
      const expected = (whole.after[1] ?? new Float32Array()).slice(start, start + count);
      const worst = expected.reduce((max, v, i) => Math.max(max, Math.abs(v - (part.after[1]?.[i] ?? Number.NaN))), 0);
      expect(part.after[1]?.length).toBe(expected.length);
      expect(worst).toBeLessThan(1e-6);
    }
  });

  it('is never louder than the source, in peak or in energy', async () => {
    const x = noise(length).map((v) => Math.max(-0.3, Math.min(0.3, v)));
    const { after } = await randomlyGained([x], rate).render(never, 0, length, FULL);
    const energy = (samples: Float32Array): number => samples.reduce((sum, v) => sum + v * v, 0);
    const y = after[0] ?? new Float32Array();
    expect(peakOf(y)).toBeLessThanOrEqual(Math.fround(0.3));
    expect(energy(y)).toBeLessThan(energy(x));
  });

  it('keeps digital silence', async () => {
    const { after } = await randomlyGained([new Float32Array(length)], rate).render(never, 0, length, FULL);
    expect(after[0]?.every((v) => v === 0)).toBe(true);
  });
});

describe('analysis reader', () => {
  const sine = (rate: number, hz: number, length: number): Float32Array =>
    Float32Array.from({ length }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / rate));

  it.each([
    [44_100, 1_000],
    [44_100, 18_000],
    [16_000, 7_000],
    [8_000, 3_000],
    [96_000, 18_000],
    [192_000, 18_000],
    [47_999, 10_000],
  ])('resamples %i Hz at %i Hz with an error below -80 dB', async (rate, hz) => {
    const source = sine(rate, hz, rate);
    const out = await new AnalysisReader(readerOf(source), rate, rate, library.kernels).read(never, 12_000, 24_000);
    const ideal = sine(48_000, hz, 48_000).slice(12_000, 36_000);
    expect(siSdrDb(ideal, out)).toBeGreaterThan(80);
  });

  it('removes what lies above 24 kHz by more than 80 dB', async () => {
    const out = await new AnalysisReader(readerOf(sine(96_000, 30_000, 96_000)), 96_000, 96_000, library.kernels).read(
      never,
      12_000,
      24_000,
    );
    expect(peakOf(out)).toBeLessThan(0.5e-4);
  });

  it('gives the same samples in any cut, and mirrors the ends', async () => {
    for (const rate of [16_000, 44_100, 48_000, 96_000]) {
      const source = noise(rate / 10);
      const reader = new AnalysisReader(readerOf(source), rate, source.length, library.kernels);
      const whole = await reader.read(never, -3000, 10_800);
      const part = await reader.read(never, 1234, 777);
      expect(part).toEqual(whole.slice(4234, 5011));
    }
    const reader = new AnalysisReader(readerOf(noise(48_000)), 48_000, 48_000, library.kernels);
    const start = await reader.read(never, -100, 201);
    const end = await reader.read(never, 47_999 - 100, 201);
    expect(start).toEqual(start.slice().reverse());
    expect(end).toEqual(end.slice().reverse());
  });

  it('reads clips that are shorter than a window', async () => {
    for (const length of [1, 2, 100]) {
      const out = await new AnalysisReader(readerOf(noise(length)), 44_100, length, library.kernels).read(never, -768, 3000);
      expect(out.every(Number.isFinite)).toBe(true);
    }
  });
});

describe('features', () => {
  it('do not change with the level of the recording', async () => {
    const x = noise(48_000).map((v, i) => v * (i % 9000 < 4000 ? 1 : 0.01));
    const featuresAt = async (gain: number): Promise<Float32Array> => {
      const recording = new Recording(library, readerOf(x.map((v) => v * gain)), 48_000, x.length);
      return await recording.frames().features(never, 0, recording.numFrames);
    };
    const [plain, quiet] = [await featuresAt(1), await featuresAt(0.1)];
    expect(peakOf(plain.map((v, i) => v - quiet[i]!))).toBeLessThan(1e-5);
  });

  it('are the same in any cut, to 1e-6', async () => {
    const x = noise(20 * 48_000).map((v, i) => v * Math.abs(Math.sin(i / 30_000)));
    const recording = new Recording(library, readerOf(x), 48_000, x.length);
    const whole = await recording.frames().features(never, -80, recording.numFrames + 160);
    const frames = recording.frames();
    for (const start of [-80, 100, 400, recording.numFrames - 100]) {
      const part = await frames.features(never, start, 180);
      const expected = whole.slice((start + 80) * NUM_BANDS, (start + 260) * NUM_BANDS);
      expect(peakOf(expected.map((v, i) => v - part[i]!))).toBeLessThan(1e-6);
    }
  });

  it('cover every sample with two frames', () => {
    for (const length of [1, 767, 768, 769, 48_000]) {
      const last = (framesOf(length, 48_000) - 1) * HOP_SAMPLES;
      expect(last).toBeGreaterThanOrEqual(length);
      expect(last - length).toBeLessThan(HOP_SAMPLES);
    }
  });
});
