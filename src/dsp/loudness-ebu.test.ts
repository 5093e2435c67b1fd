/**
 * All cases of EBU Tech 3341 and 3342 but those of real programmes (3341: 7 and 8; 3342: 5 and 6, the same two recordings), which are not defined by a formula and
 * not free to be kept here.
 */
import { describe, expect, it } from 'vitest';
import type { Channels } from '../base/types';
import { measured, pulseInSine, readings, SILENT, sine, stereo, type Tone, tones } from './ebu-signals.test-support';

const TOLERANCE_LU = 0.1;

function expectNear(lufs: number, expected: number): void {
  expect(Math.abs(lufs - expected), `${lufs} for ${expected}`).toBeLessThanOrEqual(TOLERANCE_LU);
}

function times(count: number, ...parts: Tone[]): Tone[] {
  return Array.from({ length: count }, () => parts).flat();
}

describe('LoudnessMeter: EBU Tech 3341', { timeout: 60_000 }, () => {
  it.each<[string, Tone[], number]>([
    ['1', [[-23, 20]], -23],
    ['2', [[-33, 20]], -33],
  ])('case %s: momentary, short-term and integrated loudness of a tone', (_, parts, lufs) => {
    const meter = measured(stereo(parts));
    for (const value of [meter.integratedLufs, meter.momentaryLufs, meter.shortTermLufs, meter.maxMomentaryLufs, meter.maxShortTermLufs])
      expectNear(value, lufs);
  });

  it.each<[string, Tone[]]>([
    [
      '3',
      [
        [-36, 10],
        [-23, 60],
        [-36, 10],
      ],
    ],
    [
      '4',
      [
        [-72, 10],
        [-36, 10],
        [-23, 60],
        [-36, 10],
        [-72, 10],
      ],
    ],
    [
      '5',
      [
        [-26, 20],
        [-20, 20.1],
        [-26, 20],
      ],
    ],
  ])('case %s: integrated loudness behind its gates', (_, parts) => {
    expectNear(measured(stereo(parts)).integratedLufs, -23);
  });

  it('case 6: five channels, weighted; a sixth, of effects, does not count', () => {
    const [front, centre, surround] = [-28, -24, -30].map((dbfs) => tones([[dbfs, 20]]));
    if (!front || !centre || !surround) throw new Error('no tones');
    expectNear(measured([front, front, centre, surround, surround]).integratedLufs, -23);
    expectNear(measured([front, front, centre, tones([[-3, 20]]), surround, surround]).integratedLufs, -23);
  });

  it.each([44_100, 96_000, 16_000, 11_025])('case 1 at %i Hz', (rateHz) => {
    const meter = measured(stereo([[-23, 20]], rateHz), rateHz);
    for (const value of [meter.integratedLufs, meter.maxMomentaryLufs, meter.maxShortTermLufs]) expectNear(value, -23);
  });

  it('case 9: short-term loudness of tones that fill its window in turn, constant after 3 s', () => {
    for (const { sec, shortTermLufs } of readings(stereo(times(5, [-20, 1.34], [-30, 1.66])))) if (sec > 3) expectNear(shortTermLufs, -23);
  });

  it('case 12: momentary loudness of tones that fill its window in turn, constant after 1 s', () => {
    for (const { sec, momentaryLufs } of readings(stereo(times(25, [-20, 0.18], [-30, 0.22])))) if (sec > 1) expectNear(momentaryLufs, -23);
  });

  const STEPS = Array.from({ length: 20 }, (_, i) => i);

  it('case 10: the largest short-term loudness of a tone of 3 s, wherever it begins', () => {
    for (const i of STEPS)
      expectNear(
        measured(
          stereo([
            [SILENT, i * 0.15],
            [-23, 3],
            [SILENT, 1],
          ]),
        ).maxShortTermLufs,
        -23,
      );
  });

  it('case 13: the largest momentary loudness of a tone of 400 ms, wherever it begins', () => {
    for (const i of STEPS)
      expectNear(
        measured(
          stereo([
            [SILENT, i * 0.02],
            [-23, 0.4],
            [SILENT, 1],
          ]),
        ).maxMomentaryLufs,
        -23,
      );
  });

  /** The largest reading in each of twenty stretches of a sound. */
  function largest(channels: Channels, stretchSec: number, kind: 'momentaryLufs' | 'shortTermLufs'): number[] {
    const out = STEPS.map(() => Number.NEGATIVE_INFINITY);
    for (const { sec, [kind]: lufs } of readings(channels)) {
      const i = Math.ceil(sec / stretchSec - 1e-9) - 1;
      out[i] = Math.max(out[i] ?? lufs, lufs);
    }
    return out;
  }

  it.each([
    ['11', 'short-term', 'shortTermLufs', 3, 0.15],
    ['14', 'momentary', 'momentaryLufs', 0.4, 0.02],
  ] as const)('case %s: the largest %s loudness of each of twenty tones, live, rising by 1 LU', (_, __, kind, toneSec, stepSec) => {
    const parts = STEPS.flatMap((i): Tone[] => [
      [SILENT, i * stepSec],
      [-38 + i, toneSec],
      [SILENT, toneSec - i * stepSec],
    ]);
    for (const [i, lufs] of largest(stereo(parts), 2 * toneSec, kind).entries()) expectNear(lufs, -38 + i);
  });

  function expectPeak(x: Float32Array, dbtp: number): void {
    const { truePeakDb } = measured([x, x]);
    expect(truePeakDb - dbtp).toBeLessThanOrEqual(0.2);
    expect(truePeakDb - dbtp).toBeGreaterThanOrEqual(-0.4);
  }

  it.each([
    ['15', 0.5, 4, 0, -6],
    ['16', 0.5, 4, 45, -6],
    ['17', 0.5, 6, 60, -6],
    ['18', 0.5, 8, 67.5, -6],
    ['19', 1.41, 4, 45, 3],
  ] as const)('case %s: true peak of a sine whose samples miss its crest, within +0.2/-0.4 dB', (_, amplitude, divisor, degrees, dbtp) => {
    expectPeak(sine(amplitude, divisor, degrees), dbtp);
  });

  it.each([0, 1, 2, 3])(
    'case 20 and offset %i: true peak of a single period, sampled at each quarter of a sample, within +0.2/-0.4 dB',
    async (offset) => {
      expectPeak(await pulseInSine(offset), 0);
    },
  );
});

describe('LoudnessMeter: EBU Tech 3342', { timeout: 60_000 }, () => {
  it.each([
    ['1', [-20, -30], 10],
    ['2', [-20, -15], 5],
    ['3', [-40, -20], 20],
    ['4', [-50, -35, -20, -35, -50], 15],
  ] as const)('case %s: loudness range within 1 LU', (_, levels, lu) => {
    const { rangeLu } = measured(stereo(levels.map((dbfs): Tone => [dbfs, 20])));
    expect(Math.abs(rangeLu - lu)).toBeLessThanOrEqual(1);
  });
});

describe('LoudnessMeter', () => {
  it('knows no loudness and no peak of silence or of nothing', () => {
    const meter = measured([new Float32Array(48_000)]);
    for (const lufs of [meter.integratedLufs, meter.maxMomentaryLufs, meter.maxShortTermLufs, meter.truePeakDb])
      expect(lufs).toBe(Number.NEGATIVE_INFINITY);
    expect(measured([new Float32Array(0)]).integratedLufs).toBe(Number.NEGATIVE_INFINITY);
  });
});
