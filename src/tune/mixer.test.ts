import { expect, it } from 'vitest';
import { NUM_BANDS } from '../dsp/constants';
import { activeEnergy, meanFrameEnergy, NO_MATERIAL } from './material';
import { Mixer, SEGMENT_FRAMES } from './mixer';
import type { Track } from './tracks';

/** A steady sound that falls by 0.25 dB a band. */
function steady(numFrames: number): Track {
  return { numFrames, energies: Float32Array.from({ length: numFrames * NUM_BANDS }, (_, i) => 10 ** (-(i % NUM_BANDS) / 40)) };
}

const REHEARSAL = { speech: [steady(400)], noise: [steady(400)], numBands: NUM_BANDS };

function mixer(): Mixer {
  const material = { ...NO_MATERIAL, noise: [{ name: 'room', track: steady(900) }] };
  return new Mixer(material, REHEARSAL, { seed: 4, snrRangeDb: [5, 5], causal: false });
}

/** Mean energy of each band, dB. */
function bandsDb(energies: Float32Array): number[] {
  return Array.from({ length: NUM_BANDS }, (_, b) => {
    let sum = 0;
    for (let i = b; i < energies.length; i += NUM_BANDS) sum += energies[i]!;
    return 10 * Math.log10((sum * NUM_BANDS) / energies.length);
  });
}

it('the user’s noise is laid under speech at the signal-to-noise ratio that is asked for', () => {
  for (const { speech, noise } of mixer().items(1, 6, 0))
    expect(10 * Math.log10(activeEnergy(speech) / meanFrameEnergy(noise))).toBeCloseTo(5, 2);
});

it('the user’s noise is another each time, and on average what it was: within 1 dB in each band over 120 draws', () => {
  const draws = Array.from({ length: 20 }, (_, step) => mixer().items(step, 6, 0)).flat();
  const spectra = draws.map(({ noise }) => bandsDb(noise));
  const given = bandsDb(steady(SEGMENT_FRAMES).energies);
  const shift = (spectrum: readonly number[]): number => spectrum.reduce((sum, v, b) => sum + v - given[b]!, 0) / NUM_BANDS;
  for (let b = 0; b < NUM_BANDS - 8; b++) {
    const apart = spectra.map((spectrum) => spectrum[b]! - given[b]! - shift(spectrum));
    const mean = apart.reduce((a, v) => a + v, 0) / apart.length;
    const deviation = Math.sqrt(apart.reduce((a, v) => a + (v - mean) ** 2, 0) / apart.length);
    expect(Math.abs(mean)).toBeLessThan(1);
    expect(deviation).toBeGreaterThan(0.3);
  }
});
