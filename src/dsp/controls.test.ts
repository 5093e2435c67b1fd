import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../base/random';
import type { SampleReader } from '../base/sample-reader';
import { DEFAULT_RENDER_SETTINGS, type RenderSettings } from '../base/settings';
import { autoReductionDb } from './auto-reduction';
import { findBreaths } from './breaths';
import { FRAMES_PER_SEC, NUM_BANDS } from './constants';
import { type FftLibrary, loadFft } from './fft';
import { GainTrack } from './gain-track';
import { LoudnessMeter } from './loudness';
import { loudnessDifference } from './loudness-match';
import { melSpectrogramDb } from './mel-spectrogram';
import { MEL_MIN_DB, MEL_STEP_DB, MelPainter } from './mel-track';
import { Recording } from './recording';
import { GainShaper } from './shaper';

const RATE = 48_000;
const { signal } = new AbortController();
const FULL: RenderSettings = { ...DEFAULT_RENDER_SETTINGS, maxReductionDb: 60 };
const UNKNOWN = { autoReductionDb: 40, breaths: undefined };
let library: FftLibrary;

beforeAll(async () => {
  library = await loadFft();
});

function noise(length: number, level: number, seed = 1): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length }, () => level * random.normal());
}

/** Voiced syllables, three a second, with pauses of a second after every two. */
function talk(seconds: number): Float32Array {
  return Float32Array.from({ length: seconds * RATE }, (_, i) => {
    const sec = i / RATE;
    const envelope = sec % 3 < 2 ? Math.max(0, Math.sin(2 * Math.PI * 3 * sec)) ** 0.5 : 0;
    let voice = 0;
    for (let h = 1; h < 24; h++) voice += Math.sin(2 * Math.PI * 130 * h * sec + h * h) / h;
    return 0.08 * envelope * voice;
  });
}

function sum(...signals: Float32Array[]): Float32Array {
  return (signals[0] ?? new Float32Array()).map((_, i) => signals.reduce((total, s) => total + (s[i] ?? 0), 0));
}

function readerOf(...channels: Float32Array[]): SampleReader {
  return async (_signal, start, count) => channels.map((channel) => channel.slice(start, start + count));
}

/** An analysed recording, its gains as `gainOf` tells for each frame and band. */
async function analysed(samples: Float32Array, gainOf: (frame: number, band: number) => number, rate = RATE): Promise<Recording> {
  const recording = new Recording(library, readerOf(samples), rate, samples.length);
  const frames = recording.frames();
  for (let at = 0; at < recording.numFrames; at += 256) await frames.features(signal, at, Math.min(256, recording.numFrames - at));
  frames.dispose();
  recording.gains.append(
    Float32Array.from({ length: recording.numFrames * NUM_BANDS }, (_, i) => gainOf(Math.floor(i / NUM_BANDS), i % NUM_BANDS)),
  );
  return recording;
}

/** A track of one gain everywhere, but for single frames. */
function track(numFrames: number, gain: number, others: Readonly<Record<number, number>> = {}): GainTrack {
  const made = new GainTrack(numFrames);
  made.append(Float32Array.from({ length: numFrames * NUM_BANDS }, (_, i) => others[Math.floor(i / NUM_BANDS)] ?? gain));
  return made;
}

function gainsOf(shaper: GainShaper, frame: number): Float32Array {
  const gains = new Float32Array(NUM_BANDS);
  shaper.gains(frame, gains);
  return gains;
}

const inDb = (gain: number): number => 20 * Math.log10(gain);

const CONTROLS: readonly [string, Partial<RenderSettings>][] = [
  ['automatic reduction', { maxReductionDb: 'auto' }],
  ['speech protection', { onsetMs: 160, holdMs: 480 }],
  ['tilt to the high bands', { tilt: 1 }],
  ['tilt to the low bands', { tilt: -0.7 }],
  ['kept breaths', { keepBreaths: true }],
  ['all of them', { maxReductionDb: 'auto', onsetMs: 48, holdMs: 112, tilt: 0.4, keepBreaths: true }],
];

describe.each(CONTROLS)('%s', (_, change) => {
  const settings = { ...FULL, ...change };
  const random = new Random(4);
  const recordingOf = (): Promise<Recording> =>
    analysed(sum(talk(5), noise(5 * RATE, 0.02)), (frame) => (frame % 180 < 120 ? 1 - 0.4 * random.uniform() : 0.3 * random.uniform()));

  it('keeps every gain in 0...1', async () => {
    const recording = await recordingOf();
    for (const strength of [0.3, 1]) {
      const shaper = recording.shaper({ ...settings, strength });
      for (let frame = -3; frame < recording.numFrames + 3; frame++)
        for (const gain of gainsOf(shaper, frame)) expect(gain >= 0 && gain <= 1).toBe(true);
    }
  });

  it('gives the source back bit by bit at strength 0', async () => {
    const recording = await recordingOf();
    const { before, after } = await recording.render(signal, 0, recording.numSamples, { ...settings, strength: 0 });
    expect(after).toEqual(before);
  });

  it('gives the same samples in any cut', async () => {
    const recording = await recordingOf();
    const whole = (await recording.render(signal, 0, recording.numSamples, settings)).after[0] ?? new Float32Array();
    for (const [start, count] of [
      [0, 100],
      [70_001, 30_000],
      [recording.numSamples - 500, 500],
    ] as const) {
      const part = (await recording.render(signal, start, count, settings)).after[0] ?? new Float32Array();
      const worst = part.reduce((max, v, i) => Math.max(max, Math.abs(v - whole[start + i]!)), 0);
      expect(part.length).toBe(count);
      expect(worst).toBeLessThan(1e-6);
    }
  });
});

describe('speech protection', () => {
  const protectedBy = (change: Partial<RenderSettings>, frame: number): number =>
    gainsOf(new GainShaper(track(60, 0.01, { 30: 1 }), { ...FULL, ...change }, UNKNOWN), frame)[10]!;

  it('holds gains before speech by onset and after it by hold, and no longer', () => {
    for (const [frame, open] of [
      [26, false],
      [27, true],
      [30, true],
      [31, false],
    ] as const)
      expect(protectedBy({ onsetMs: 48 }, frame) === 1).toBe(open);
    for (const [frame, open] of [
      [29, false],
      [30, true],
      [35, true],
      [36, false],
    ] as const)
      expect(protectedBy({ holdMs: 80 }, frame) === 1).toBe(open);
  });

  it('takes frames that are not decided yet for no speech', () => {
    const partly = new GainTrack(60);
    partly.append(new Float32Array(30 * NUM_BANDS).fill(0.01));
    const shaper = new GainShaper(partly, { ...FULL, onsetMs: 160 }, UNKNOWN);
    expect(gainsOf(shaper, 29)[10]).toBeCloseTo(0.01, 3);
  });
});

describe('tilt', () => {
  it('moves reduction, in dB, from one end of the scale to the other', () => {
    const [low, high] = [1, -1].map((tilt) => gainsOf(new GainShaper(track(3, 0.1), { ...FULL, tilt }, UNKNOWN), 1));
    expect(low?.[0]).toBe(1);
    expect(inDb(low?.[NUM_BANDS - 1] ?? 0)).toBeCloseTo(-40, 1);
    expect(inDb(high?.[0] ?? 0)).toBeCloseTo(-40, 1);
    expect(high?.[NUM_BANDS - 1]).toBe(1);
    for (let b = 1; b < NUM_BANDS; b++) expect(low?.[b]).toBeLessThanOrEqual(low?.[b - 1] ?? 0);
  });

  it('never passes the largest reduction', () => {
    const gains = gainsOf(new GainShaper(track(3, 0.1), { ...FULL, tilt: 1, maxReductionDb: 24 }, UNKNOWN), 1);
    expect(inDb(Math.min(...gains))).toBeCloseTo(-24, 4);
  });
});

describe('automatic reduction', () => {
  const auto = async (samples: Float32Array): Promise<number> => autoReductionDb((await analysed(samples, () => 1)).mel);

  it('gives noisy recordings all, and cleaner ones less', async () => {
    const found: number[] = [];
    for (const level of [0.03, 0.003, 0.001, 0.0003, 0.00003]) found.push(await auto(sum(talk(9), noise(9 * RATE, level))));
    expect(found[0]).toBe(60);
    expect(found).toEqual([...found].sort((a, b) => b - a));
    expect(found[3]).toBeLessThan(45);
    expect(Math.min(...found)).toBeGreaterThanOrEqual(12);
  });

  it('is not misled by digital silence, nor by nothing at all', async () => {
    const noisy = sum(talk(9), noise(9 * RATE, 0.03));
    expect(await auto(noisy.map((v, i) => (i < 3 * RATE ? 0 : v)))).toBe(60);
    expect(await auto(new Float32Array(RATE))).toBe(60);
  });
});

describe('breaths', () => {
  /** Ten seconds: talk to 4 s, something between 4.5 and 4.9 s, talk from 5.5 s on; gains near 1 in talk alone. */
  async function withBurst(burst: Float32Array, gainOf?: (sec: number) => number): Promise<{ recording: Recording; kept: Uint8Array }> {
    const voice = talk(10).map((v, i) => (i > 4 * RATE && i < 5.5 * RATE ? 0 : v));
    const samples = sum(voice, noise(10 * RATE, 0.0005));
    for (let i = 0; i < burst.length; i++) samples[4.5 * RATE + i]! += burst[i]!;
    const isTalk = (sec: number): boolean => sec < 4 || sec > 5.5;
    const recording = await analysed(samples, (frame) => gainOf?.(frame / FRAMES_PER_SEC) ?? (isTalk(frame / FRAMES_PER_SEC) ? 0.9 : 0.02));
    return { recording, kept: findBreaths(recording.mel, recording.gains) };
  }
  const at = (sec: number): number => Math.round(sec * FRAMES_PER_SEC);

  it('lose no more than 6 dB where they are kept, and nothing else changes', async () => {
    const { recording, kept } = await withBurst(noise(0.4 * RATE, 0.01, 3));
    expect(kept.subarray(at(4.55), at(4.85)).every((v) => v === 255)).toBe(true);
    expect(kept.subarray(0, at(4.4)).every((v) => v === 0)).toBe(true);
    expect(kept.subarray(at(5)).every((v) => v === 0)).toBe(true);
    const [off, on] = [false, true].map((keepBreaths) => recording.shaper({ ...FULL, keepBreaths }));
    if (!off || !on) throw new Error('no shapers');
    expect(inDb(gainsOf(off, at(4.7))[60]!)).toBeLessThan(-30);
    expect(inDb(gainsOf(on, at(4.7))[60]!)).toBeCloseTo(-6, 1);
    for (const sec of [1, 3, 5.2, 8]) expect(gainsOf(on, at(sec))).toEqual(gainsOf(off, at(sec)));
  });

  it('are no tones, no long noises and nothing far from speech', async () => {
    const tone = Float32Array.from({ length: 0.4 * RATE }, (_, i) => 0.02 * Math.sin((2 * Math.PI * 2500 * i) / RATE));
    expect((await withBurst(tone)).kept.some((v) => v > 0)).toBe(false);
    expect((await withBurst(noise(1.2 * RATE, 0.01, 3))).kept.some((v) => v > 0)).toBe(false);
    expect((await withBurst(noise(0.4 * RATE, 0.01, 3), () => 0.02)).kept.some((v) => v > 0)).toBe(false);
  });
});

describe('loudness from the tracks', () => {
  it.each([48_000, 16_000])('differs between before and after as the meter says of the samples, within 0.3 LU, at %i Hz', async (rate) => {
    const samples = sum(talk(12), noise(12 * RATE, 0.1)).filter((_, i) => i % (RATE / rate) === 0);
    const recording = await analysed(samples, (_, band) => 0.9 - band / 200, rate);
    const { before, after } = await recording.render(signal, 0, samples.length, FULL);
    const [source, result] = [before, after].map((channels) => {
      const meter = new LoudnessMeter(rate, 1);
      meter.push(channels);
      return meter.integratedLufs;
    });
    const expected = (source ?? 0) - (result ?? 0);
    expect(expected).toBeGreaterThan(1);
    expect(Math.abs(((await loudnessDifference(signal, recording.mel, recording.shaper(FULL))) ?? 0) - expected)).toBeLessThan(0.3);
  });

  it('is not moved by what lies in pauses', async () => {
    const found: number[] = [];
    for (const level of [0.001, 0.02]) {
      const pauses = noise(12 * RATE, level).map((v, i) => ((i / RATE) % 3 < 2.1 ? 0 : v));
      const recording = await analysed(sum(talk(12), pauses), (frame) => ((frame / FRAMES_PER_SEC) % 3 < 2 ? 0.7 : 0.01));
      found.push((await loudnessDifference(signal, recording.mel, recording.shaper(FULL))) ?? Number.NaN);
    }
    expect(found[0]).toBeCloseTo(-inDb(0.7), 0);
    expect(Math.abs((found[0] ?? 0) - (found[1] ?? 0))).toBeLessThan(0.2);
  });

  it('is unknown where the result is silence', async () => {
    const recording = await analysed(new Float32Array(RATE), () => 0);
    expect(await loudnessDifference(signal, recording.mel, recording.shaper(FULL))).toBeUndefined();
  });
});

describe('Griffin-Lim', () => {
  const settings: RenderSettings = { ...FULL, method: 'griffin-lim' };
  const recordingOf = (rate = RATE): Promise<Recording> =>
    analysed(
      sum(talk(5), noise(5 * RATE, 0.01)).filter((_, i) => i % (RATE / rate) === 0),
      (frame) => (frame % 188 < 125 ? 0.9 : 0.1),
      rate,
    );

  it('has the predicted mel spectrogram within 3 dB where it is loud', async () => {
    const recording = await recordingOf();
    const { after } = await recording.render(signal, 0, recording.numSamples, settings);
    const found = melSpectrogramDb(library, after[0] ?? new Float32Array());
    const range = { startFrame: 0, endFrame: recording.numFrames, numColumns: recording.numFrames };
    const painted = new MelPainter().paint(recording.mel, recording.shaper(settings), range);
    let [squared, count] = [0, 0];
    for (let i = 96 * 3; i < found.length - 96 * 3; i++) {
      const wanted = MEL_MIN_DB + painted.after[i]! * MEL_STEP_DB;
      if (wanted < -25) continue;
      squared += (found[i]! - wanted) ** 2;
      count++;
    }
    expect(count).toBeGreaterThan(1000);
    expect(Math.sqrt(squared / count)).toBeLessThan(3);
  });

  it.each([48_000, 16_000])('gives the same samples in any cut, and the source at strength 0, at %i Hz', async (rate) => {
    const recording = await recordingOf(rate);
    const whole = (await recording.render(signal, 0, recording.numSamples, settings)).after[0] ?? new Float32Array();
    const start = Math.round(1.9 * rate);
    const { before, after } = await recording.render(signal, start, rate, settings);
    const part = after[0] ?? new Float32Array();
    expect(part.reduce((max, v, i) => Math.max(max, Math.abs(v - whole[start + i]!)), 0)).toBeLessThan(1e-6);
    expect(part).not.toEqual(before[0]);
    const off = await recording.render(signal, start, rate, { ...settings, strength: 0 });
    expect(off.after).toEqual(off.before);
  });
});
