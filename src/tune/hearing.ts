import { bandCentresHz } from '../dsp/bands';
import { ANALYSIS_RATE_HZ, NUM_BANDS } from '../dsp/constants';

export const NUM_BARKS = 49;
export const NUM_THIRD_OCTAVES = 15;
/** Frames that STOI correlates: 384 ms. */
export const STOI_FRAMES = 24;
const TOP_HZ = 8000;
const FIRST_THIRD_OCTAVE_HZ = 150;

/** Part [NUM_BANDS, edges - 1] of each band's triangle that lies between each two of the rising edges, Hz. */
function shares(edgesHz: readonly number[]): Float32Array {
  const centres = bandCentresHz();
  const numCells = edgesHz.length - 1;
  const out = new Float64Array(NUM_BANDS * numCells);
  const total = new Float64Array(NUM_BANDS);
  let upper = 1;
  for (let hz = 0.5; hz < ANALYSIS_RATE_HZ / 2; hz++) {
    while (upper < NUM_BANDS - 1 && centres[upper]! <= hz) upper++;
    const weight = (hz - centres[upper - 1]!) / (centres[upper]! - centres[upper - 1]!);
    const cell = edgesHz.findLastIndex((edge) => edge <= hz);
    for (const [band, part] of [[upper - 1, 1 - weight] as const, [upper, weight] as const]) {
      total[band]! += part;
      if (cell >= 0 && cell < numCells) out[band * numCells + cell]! += part;
    }
  }
  return Float32Array.from(out, (v, i) => v / total[Math.floor(i / numCells)]!);
}

/** Bark from 0 of a frequency in Hz. Source: Traunmueller 1990. */
function barkOf(hz: number): number {
  return (26.81 * hz) / (1960 + hz);
}

/** Inverse of `barkOf`. */
function hzOf(bark: number): number {
  return (1960 * bark) / (26.81 - bark);
}

/** How loudness is made of energies in 49 Bark bands to 8 kHz, in PESQ's unit. */
export interface BarkTables {
  /** [NUM_BANDS, NUM_BARKS] */
  readonly matrix: Float32Array;
  /** Threshold of hearing [NUM_BARKS]. Source: Terhardt 1979, eq. 1. */
  readonly threshold: Float32Array;
  /** Zwicker's exponent [NUM_BARKS], raised below 4 Bark. */
  readonly exponent: Float32Array;
  /** Width of a band, Bark. */
  readonly width: number;
}

/** The twin of `bark_tables` in training/limpid_training/metric_losses.py. */
export function barkTables(): BarkTables {
  const width = barkOf(TOP_HZ) / NUM_BARKS;
  const edges = Array.from({ length: NUM_BARKS + 1 }, (_, i) => hzOf(i * width));
  const centres = Array.from({ length: NUM_BARKS }, (_, i) => (edges[i]! + edges[i + 1]!) / 2);
  const thresholdDb = centres.map((hz) => {
    const kHz = hz / 1000;
    return Math.min(75, 3.64 * kHz ** -0.8 - 6.5 * Math.exp(-0.6 * (kHz - 3.3) ** 2) + 1e-3 * kHz ** 4);
  });
  return {
    matrix: shares(edges),
    threshold: Float32Array.from(thresholdDb, (db) => 10 ** (db / 10)),
    exponent: Float32Array.from(centres, (hz) => 0.23 * Math.max(1, Math.min(2, 6 / (barkOf(hz) + 2))) ** 0.15),
    width,
  };
}

/** Third-octave bands [NUM_BANDS, NUM_THIRD_OCTAVES] from 150 Hz. Source: Taal et al. 2011, section II. */
export function thirdOctaveMatrix(): Float32Array {
  return shares(Array.from({ length: NUM_THIRD_OCTAVES + 1 }, (_, i) => FIRST_THIRD_OCTAVE_HZ * 2 ** ((i - 0.5) / 3)));
}
