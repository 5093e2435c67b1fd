import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readWavFile } from '../../scripts/formats/wav-file.mjs';
import { Random } from '../base/random';
import { snrDbOf } from '../tune/prepare';
import { FigureMeter } from './figure-meter';

const RATE = 16_000;

function speech(name: string): Float32Array {
  return Float32Array.from(readWavFile(readFileSync(`fixtures/speech/${name}.wav`)).channels[0] ?? []);
}

/** Speech under white noise at a signal-to-noise ratio, and the noise's level, dBFS. */
function mixed(clean: Float32Array, snrDb: number): { noisy: Float32Array; noiseDb: number } {
  const random = new Random(3);
  const noise = clean.map(() => 0.01 * random.normal());
  const gain = 10 ** ((snrDbOf({ name: '', clean, noisy: clean.map((v, i) => v + noise[i]!) }) - snrDb) / 20);
  return { noisy: clean.map((v, i) => v + gain * noise[i]!), noiseDb: 20 * Math.log10(0.01 * gain) };
}

function figuresOf(...channels: Float32Array[]) {
  const meter = new FigureMeter(RATE, channels.length);
  for (let at = 0; at < (channels[0]?.length ?? 0); at += 1000) meter.push(channels.map((channel) => channel.slice(at, at + 1000)));
  return meter.figures;
}

describe('figures without a reference', () => {
  // These two recordings are quiet enough themselves for 30 dB to be true.
  it.each(['talk-en', 'words-en'])('tell SNR and noise floor of %s under steady noise', (name) => {
    const clean = speech(name);
    for (const snrDb of [5, 10, 20, 30]) {
      const { noisy, noiseDb } = mixed(clean, snrDb);
      const { snrDb: found = Number.NaN, noiseFloorDb = Number.NaN } = figuresOf(noisy);
      expect(Math.abs(found - snrDb)).toBeLessThan(2.5);
      expect(Math.abs(noiseFloorDb - noiseDb)).toBeLessThan(1.5);
    }
  });

  it('do not change with the number of channels', () => {
    const { noisy } = mixed(speech('talk-en'), 10);
    const [one, two] = [figuresOf(noisy), figuresOf(noisy, noisy)];
    expect(two.snrDb).toBeCloseTo(one.snrDb ?? Number.NaN, 6);
    expect(two.noiseFloorDb).toBeCloseTo(one.noiseFloorDb ?? Number.NaN, 6);
  });

  it('are left out where there is nothing to tell them by', () => {
    expect(figuresOf(new Float32Array(RATE))).toEqual({
      noiseFloorDb: undefined,
      snrDb: undefined,
      lufs: undefined,
      truePeakDb: undefined,
    });
    const steady = Float32Array.from({ length: RATE }, (_, i) => 0.1 * Math.sin(i));
    expect(figuresOf(steady).snrDb).toBeUndefined();
    expect(figuresOf(steady).noiseFloorDb).toBeCloseTo(-23, 0);
  });
});
