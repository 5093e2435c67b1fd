import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_RENDER_SETTINGS } from '../base/settings';
import { parseSafetensors } from '../net/safetensors';
import { bandMatrix } from './bands';
import { HOP_SAMPLES, NUM_BANDS, WINDOW_SAMPLES } from './constants';
import { levelRange, writeFeatures } from './features';
import { type FftLibrary, loadFft } from './fft';
import { GainTrack } from './gain-track';
import { powerToDb } from './mel';
import { melSpectrogramDb } from './mel-spectrogram';
import { MEL_MIN_DB, MEL_STEP_DB, MelPainter, MelTrack } from './mel-track';
import { meanSquaredError, psnrDb } from './metrics';
import { Recording } from './recording';
import { GainShaper } from './shaper';
import { applySparse } from './sparse';
import { PowerSpectrum } from './spectrum';

let library: FftLibrary;

beforeAll(async () => {
  library = await loadFft();
});

function golden(file: string, name: string): Float32Array {
  const tensor = parseSafetensors(new Uint8Array(readFileSync(`fixtures/${file}.safetensors`))).tensors.get(name);
  if (!tensor) throw new Error(`${file} has no ${name}`);
  return tensor.values;
}

function worst(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((max, v, i) => Math.max(max, Math.abs(v - b[i]!)), 0);
}

describe('golden vectors', () => {
  it('band energies agree with the training code within 1e-5 of the loudest', () => {
    const samples = golden('dsp', 'samples');
    const expected = golden('dsp', 'energies');
    const padded = new Float32Array(samples.length + 2 * WINDOW_SAMPLES);
    padded.set(samples, HOP_SAMPLES);
    const spectrum = new PowerSpectrum(library);
    const matrix = bandMatrix();
    const found = new Float32Array(expected.length);
    for (let i = 0; i < expected.length / NUM_BANDS; i++) {
      spectrum.compute(padded, i * HOP_SAMPLES);
      applySparse(matrix, spectrum.power, found, i * NUM_BANDS);
    }
    const loudest = expected.reduce((max, v) => Math.max(max, v), 0);
    expect(worst(found, expected) / loudest).toBeLessThan(1e-5);
  });

  it('features agree with the training code within 1e-5, away from the mirrored ends', async () => {
    const samples = golden('dsp', 'samples');
    const recording = new Recording(library, async (_s, start, count) => [samples.slice(start, start + count)], 48_000, samples.length);
    const frames = recording.frames();
    const found = await frames.features(new AbortController().signal, 0, recording.numFrames);
    // The level is a mean over all frames here, and the first and last of them are mirrored on one side and padded with zeros on the other.
    const energies = golden('dsp', 'energies');
    const level = Array.from(
      { length: recording.numFrames },
      (_, i) => frames.energies(i).reduce((sum, v) => sum + v, 0) / NUM_BANDS,
    ).reduce((sum, v) => sum + v / recording.numFrames, 0);
    const row = new Float32Array(NUM_BANDS);
    for (let i = 1; i < recording.numFrames - 2; i++) {
      writeFeatures(energies, i * NUM_BANDS, level, row, 0);
      expect(worst(found.slice(i * NUM_BANDS, (i + 1) * NUM_BANDS), row)).toBeLessThan(2e-4);
    }
  });

  it.each([
    ['around a frame', 'long_features', false],
    ['before it', 'long_causal_features', true],
  ])('features over a moving level %s agree with the training code within 1e-5', (_, name, causal) => {
    const energies = golden('dsp', 'long_energies');
    const expected = golden('dsp', name);
    const numFrames = energies.length / NUM_BANDS;
    const means = Array.from(
      { length: numFrames },
      (_, i) => energies.slice(i * NUM_BANDS, (i + 1) * NUM_BANDS).reduce((s, v) => s + v, 0) / NUM_BANDS,
    );
    const found = new Float32Array(expected.length);
    for (let i = 0; i < numFrames; i++) {
      const near = means.slice(...levelRange(i, numFrames, causal));
      writeFeatures(energies, i * NUM_BANDS, near.reduce((s, v) => s + v, 0) / near.length, found, i * NUM_BANDS);
    }
    expect(worst(found, expected)).toBeLessThan(1e-5);
  });

  it('the mel spectrogram agrees with librosa within 0.01 dB', () => {
    expect(worst(melSpectrogramDb(library, golden('mel', 'samples')), golden('mel', 'mel_db'))).toBeLessThan(0.01);
  });

  it('MSE and PSNR of two mel spectrograms follow from their definition', () => {
    const mel = golden('mel', 'mel_db');
    const off = mel.map((v, i) => v + (i % 2 ? 2 : -2));
    expect(meanSquaredError(mel, off)).toBeCloseTo(4, 4);
    const range = mel.reduce((a, b) => Math.max(a, b)) - mel.reduce((a, b) => Math.min(a, b));
    expect(psnrDb(mel, off)).toBeCloseTo(10 * Math.log10(range ** 2 / 4), 3);
  });
});

describe('the shown spectrograms', () => {
  it('are those of the real samples: before exactly, after within 1.5 dB where it is loud', async () => {
    const samples = golden('mel', 'samples');
    const recording = new Recording(library, async (_s, start, count) => [samples.slice(start, start + count)], 48_000, samples.length);
    const { signal } = new AbortController();
    recording.gains.append(
      Float32Array.from({ length: recording.numFrames * NUM_BANDS }, (_, i) => 0.55 + 0.45 * Math.sin((i % NUM_BANDS) / 9)),
    );
    await recording.frames().features(signal, 0, recording.numFrames);
    const settings = { ...DEFAULT_RENDER_SETTINGS, maxReductionDb: 60 };
    const range = { startFrame: 0, endFrame: recording.numFrames, numColumns: recording.numFrames };
    const { before, after } = new MelPainter().paint(recording.mel, recording.shaper(settings), range);
    const rendered = (await recording.render(signal, 0, samples.length, settings)).after[0] ?? new Float32Array();
    const [trueBefore, trueAfter] = [melSpectrogramDb(library, samples), melSpectrogramDb(library, rendered)];
    const inner = (codes: Uint8Array, i: number): number => MEL_MIN_DB + codes[i]! * MEL_STEP_DB;
    let squared = 0;
    let count = 0;
    for (let i = 96 * 3; i < trueAfter.length - 96 * 3; i++) {
      expect(Math.abs(inner(before, i) - trueBefore[i]!)).toBeLessThan(MEL_STEP_DB);
      if (trueAfter[i]! < -40) continue;
      squared += (inner(after, i) - trueAfter[i]!) ** 2;
      count++;
    }
    expect(Math.sqrt(squared / count)).toBeLessThan(1.5);
  });

  it('show silence as the lowest value', () => {
    const mel = new MelTrack(2);
    mel.write(0, new Float32Array(96));
    expect(powerToDb(0)).toBe(-100);
    const neutral = new GainShaper(new GainTrack(2), DEFAULT_RENDER_SETTINGS, { autoReductionDb: 40, breaths: undefined });
    const { before, after } = new MelPainter().paint(mel, neutral, { startFrame: 0, endFrame: 2, numColumns: 2 });
    expect([...before, ...after].every((v) => v === 0)).toBe(true);
  });
});
