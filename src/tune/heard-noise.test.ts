import type { Tensor3D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { NUM_BANDS } from '../dsp/constants';
import { startBackend } from '../net/backend';
import { noiseIn, withHeardNoise } from './heard-noise';
import { NO_MATERIAL } from './material';
import { randomTrack } from './material.test-support';

beforeAll(async () => {
  await startBackend('wasm', undefined);
});

/** A gain for each frame, the same in all bands. */
function everyBand(perFrame: readonly number[]): Float32Array {
  return Float32Array.from({ length: perFrame.length * NUM_BANDS }, (_, i) => perFrame[Math.floor(i / NUM_BANDS)]!);
}

function firstBand(energies: Float32Array): number[] {
  return Array.from({ length: energies.length / NUM_BANDS }, (_, t) => energies[t * NUM_BANDS]!);
}

describe('the noise heard in a recording', () => {
  it('is what was recorded where nobody speaks, and goes on mirrored where somebody does', () => {
    const track = { numFrames: 8, energies: everyBand([1, 2, 100, 100, 100, 100, 3, 4]) };
    const noise = noiseIn(track, everyBand([0, 0, 1, 1, 1, 1, 0, 0]));
    expect(firstBand(noise.energies)).toEqual([1, 2, 2, 1, 4, 3, 3, 4]);
  });

  it('skips frames of speech that the mirror falls on', () => {
    const track = { numFrames: 7, energies: everyBand([1, 100, 2, 100, 100, 100, 100]) };
    const noise = noiseIn(track, everyBand([0, 1, 0, 1, 1, 1, 1]));
    expect(firstBand(noise.energies)).toEqual([1, 1, 2, 2, 1, 1, 1]);
  });

  it('is what the gains leave where a band is hardly ever noise alone', () => {
    const numFrames = 100;
    const perFrame = Array.from({ length: numFrames }, (_, t) => (t === 50 ? 0 : 0.8));
    const noise = noiseIn({ numFrames, energies: everyBand(perFrame.map(() => 1)) }, everyBand(perFrame));
    expect(noise.energies[0]).toBeCloseTo(1 - 0.64, 5);
    expect(noise.energies[50 * NUM_BANDS]).toBe(1);
  });

  it('has the spectrum of the noise that lay under the speech, within a decibel', () => {
    const numFrames = 1200;
    const [speech, noise] = [randomTrack(1, numFrames, true).energies, randomTrack(2, numFrames, false).energies];
    const gains = speech.map((s, i) => Math.sqrt(s / (s + noise[i]!)));
    const heard = noiseIn({ numFrames, energies: speech.map((s, i) => s + noise[i]!) }, gains).energies;
    const meanOf = (energies: Float32Array, b: number): number => firstBand(energies.subarray(b)).reduce((sum, v) => sum + v, 0);
    const off = Array.from({ length: NUM_BANDS }, (_, b) => 10 * Math.log10(meanOf(heard, b) / meanOf(noise, b)));
    expect(off.reduce((sum, db) => sum + Math.abs(db), 0) / NUM_BANDS).toBeLessThan(1);
  });

  it('joins the noises that were given, chunk by chunk for a long recording', async () => {
    const track = randomTrack(3, 1000, false);
    const shapes: number[][] = [];
    const silent = async (features: Tensor3D): Promise<Float32Array> => {
      shapes.push(features.shape);
      return new Float32Array(features.size);
    };
    const given = { name: 'given', track: randomTrack(4, 10, false) };
    const { noise } = await withHeardNoise({ ...NO_MATERIAL, noise: [given], noisy: [{ name: 'a', track }] }, false, silent);
    expect(noise.map(({ name }) => name)).toEqual(['given', 'a']);
    expect(noise[1]!.track).toEqual(track);
    expect(Math.max(...shapes.map((s) => s[1]!))).toBeLessThan(1000);
  });
});
