import { expect, it } from 'vitest';
import { Random } from '../base/random';
import { NUM_BANDS } from '../dsp/constants';
import type { Item } from './batch';
import { activeEnergy, frameEnergies, meanFrameEnergy } from './material';
import { Rehearser } from './rehearse';
import type { Track } from './tracks';

const FRAMES = 120;

/** A steady sound with energy in the lowest 100 bands. */
function steady(numFrames: number): Track {
  return { numFrames, energies: Float32Array.from({ length: numFrames * NUM_BANDS }, (_, i) => (i % NUM_BANDS < 100 ? 1 : 1e-9)) };
}

const REHEARSER = new Rehearser({ speech: [steady(300)], noise: [steady(300)], numBands: 100 }, FRAMES);

function draw(count: number): Item[] {
  const random = new Random(3);
  return Array.from({ length: count }, () => REHEARSER.item(random, new Float32Array(FRAMES * NUM_BANDS)));
}

const ITEMS = draw(400);

function bandEnergies(energies: Float32Array): number[] {
  const out = new Array<number>(NUM_BANDS).fill(0);
  for (const [i, v] of energies.entries()) out[i % NUM_BANDS]! += v;
  return out;
}

it('all is finite, and nothing lies above the bands in which the set’s speech has energy', () => {
  for (const { speech, noise } of ITEMS)
    for (const part of [speech, noise]) {
      expect(part.every((v) => Number.isFinite(v) && v >= 0)).toBe(true);
      expect(bandEnergies(part).slice(100)).toEqual(new Array(NUM_BANDS - 100).fill(0));
    }
});

it('signal-to-noise ratios are those of the base model’s training, one in eight nearly clean', () => {
  const whole = ITEMS.filter(({ speech, noise }) => bandEnergies(speech)[99]! > 0 && bandEnergies(noise)[99]! > 0);
  const ratios = whole.map(({ speech, noise }) => 10 * Math.log10(activeEnergy(speech) / meanFrameEnergy(noise)));
  expect(Math.min(...ratios)).toBeGreaterThan(-5.1);
  expect(Math.max(...ratios)).toBeLessThan(60.1);
  const clean = ratios.filter((db) => db > 25.1).length / ratios.length;
  expect(clean).toBeGreaterThan(0.05);
  expect(clean).toBeLessThan(0.2);
});

it('one noise of the set becomes many: their spectra, and their course in time, differ', () => {
  const spectra = ITEMS.map(({ noise }) => {
    const bands = bandEnergies(noise).slice(10, 60);
    const sum = bands.reduce((a, v) => a + v, 0);
    return bands.map((v) => 10 * Math.log10(v / sum));
  });
  for (let b = 0; b < 50; b += 7) {
    const values = spectra.map((s) => s[b]!);
    const mean = values.reduce((a, v) => a + v, 0) / values.length;
    expect(Math.sqrt(values.reduce((a, v) => a + (v - mean) ** 2, 0) / values.length)).toBeGreaterThan(0.9);
  }
  const wandering = ITEMS.filter(({ noise }) => {
    const perFrame = frameEnergies(noise);
    return perFrame.reduce((a, v) => Math.max(a, v), 0) > 2 * perFrame.reduce((a, v) => Math.min(a, v), Number.POSITIVE_INFINITY);
  });
  expect(wandering.length / ITEMS.length).toBeGreaterThan(0.08);
  expect(wandering.length / ITEMS.length).toBeLessThan(0.35);
});

it('some voices turn quieter on the way, and some mixes are band-limited', () => {
  const quieter = ITEMS.filter(({ speech }) => {
    const perFrame = frameEnergies(speech);
    return perFrame[FRAMES - 1]! < 0.5 * perFrame[0]!;
  });
  expect(quieter.length / ITEMS.length).toBeGreaterThan(0.1);
  expect(quieter.length / ITEMS.length).toBeLessThan(0.3);
  const limited = ITEMS.filter(({ speech }) => bandEnergies(speech)[99] === 0);
  expect(limited.length / ITEMS.length).toBeGreaterThan(0.1);
  expect(limited.length / ITEMS.length).toBeLessThan(0.3);
});

it('the same random numbers give the same mixes', () => {
  expect(draw(3)).toEqual(ITEMS.slice(0, 3));
});
