/** The signals of EBU Tech 3341 (v4, table 1) and Tech 3342 (table 1), made from their definitions; those of real programmes are not freely available. */
import { describe, expect, it } from 'vitest';
import type { Channels } from '../base/types';
import { Limiter } from './limiter';
import { LoudnessMeter } from './loudness';

const RATE = 48_000;

interface Tone {
  readonly dbfs: number;
  readonly seconds: number;
}

function tones(parts: readonly Tone[], rate = RATE, hz = 1000): Float32Array {
  const lengths = parts.map(({ seconds }) => Math.round(seconds * rate));
  const out = new Float32Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const [p, { dbfs }] of parts.entries()) {
    const amplitude = 10 ** (dbfs / 20);
    for (let i = 0; i < (lengths[p] ?? 0); i++, at++) out[at] = amplitude * Math.sin((2 * Math.PI * hz * at) / rate);
  }
  return out;
}

/** In blocks of an odd size, so that no window begins with a block. */
function measure(channels: Channels, rate = RATE): LoudnessMeter {
  const meter = new LoudnessMeter(rate, channels.length);
  const length = channels[0]?.length ?? 0;
  for (let at = 0; at < length; at += 7919) meter.push(channels.map((channel) => channel.subarray(at, at + 7919)));
  return meter;
}

function stereo(parts: readonly Tone[], rate = RATE): Channels {
  const channel = tones(parts, rate);
  return [channel, channel];
}

const SILENT = -160;

describe('LoudnessMeter: EBU Tech 3341', { timeout: 60_000 }, () => {
  it.each([
    ['1', [{ dbfs: -23, seconds: 20 }], -23],
    ['2', [{ dbfs: -33, seconds: 20 }], -33],
    [
      '3',
      [
        { dbfs: -36, seconds: 10 },
        { dbfs: -23, seconds: 60 },
        { dbfs: -36, seconds: 10 },
      ],
      -23,
    ],
    [
      '4',
      [
        { dbfs: -72, seconds: 10 },
        { dbfs: -36, seconds: 10 },
        { dbfs: -23, seconds: 60 },
        { dbfs: -36, seconds: 10 },
        { dbfs: -72, seconds: 10 },
      ],
      -23,
    ],
    [
      '5',
      [
        { dbfs: -26, seconds: 20 },
        { dbfs: -20, seconds: 20.1 },
        { dbfs: -26, seconds: 20 },
      ],
      -23,
    ],
  ] as const)('case %s: integrated loudness within 0.1 LU', (_, parts, lufs) => {
    expect(Math.abs(measure(stereo(parts)).integratedLufs - lufs)).toBeLessThanOrEqual(0.1);
  });

  it('case 6: five channels, weighted', () => {
    const [front, centre, surround] = [-28, -24, -30].map((dbfs) => tones([{ dbfs, seconds: 20 }]));
    if (!front || !centre || !surround) throw new Error('no tones');
    expect(Math.abs(measure([front, front, centre, surround, surround]).integratedLufs + 23)).toBeLessThanOrEqual(0.1);
    const effects = tones([{ dbfs: -3, seconds: 20 }]);
    expect(Math.abs(measure([front, front, centre, effects, surround, surround]).integratedLufs + 23)).toBeLessThanOrEqual(0.1);
  });

  it.each([44_100, 96_000, 16_000, 11_025])('case 1 at %i Hz', (rate) => {
    expect(Math.abs(measure(stereo([{ dbfs: -23, seconds: 20 }], rate), rate).integratedLufs + 23)).toBeLessThanOrEqual(0.1);
  });

  it('cases 9 and 12: short-term and momentary loudness of tones that fill their windows in turn', () => {
    const nine = Array.from({ length: 5 }, () => [
      { dbfs: -20, seconds: 1.34 },
      { dbfs: -30, seconds: 1.66 },
    ]).flat();
    expect(Math.abs(measure(stereo(nine)).maxShortTermLufs + 23)).toBeLessThanOrEqual(0.1);
    const twelve = Array.from({ length: 25 }, () => [
      { dbfs: -20, seconds: 0.18 },
      { dbfs: -30, seconds: 0.22 },
    ]).flat();
    expect(Math.abs(measure(stereo(twelve)).maxMomentaryLufs + 23)).toBeLessThanOrEqual(0.1);
  });

  it('cases 10 and 13: the largest short-term and momentary loudness of a tone that is moved past the windows', () => {
    for (let k = 0; k < 20; k += 7) {
      const ten = [
        { dbfs: SILENT, seconds: k * 0.15 },
        { dbfs: -23, seconds: 3.1 },
        { dbfs: SILENT, seconds: 1 },
      ];
      expect(Math.abs(measure(stereo(ten)).maxShortTermLufs + 23)).toBeLessThanOrEqual(0.15);
    }
    const thirteen = [
      { dbfs: SILENT, seconds: 0.3 },
      { dbfs: -23, seconds: 0.5 },
      { dbfs: SILENT, seconds: 1 },
    ];
    expect(Math.abs(measure(stereo(thirteen)).maxMomentaryLufs + 23)).toBeLessThanOrEqual(0.1);
  });

  it.each([
    ['15', 0.5, 4, 0, -6],
    ['16', 0.5, 4, 45, -6],
    ['17', 0.5, 6, 60, -6],
    ['18', 0.5, 8, 67.5, -6],
    ['19', 1.41, 4, 45, 3],
  ] as const)('case %s: true peak within +0.2/-0.4 dB', (_, amplitude, divisor, degrees, dbtp) => {
    const x = Float32Array.from({ length: RATE }, (__, i) => {
      const fade = Math.min(1, i / 2400, (RATE - i) / 2400);
      return fade * amplitude * Math.sin((2 * Math.PI * i) / divisor + (degrees * Math.PI) / 180);
    });
    const { truePeakDb } = measure([x, x]);
    expect(truePeakDb - dbtp).toBeLessThanOrEqual(0.2);
    expect(truePeakDb - dbtp).toBeGreaterThanOrEqual(-0.4);
  });
});

describe('LoudnessMeter: EBU Tech 3342', { timeout: 60_000 }, () => {
  it.each([
    ['1', [-20, -30], 10],
    ['2', [-20, -15], 5],
    ['3', [-40, -20], 20],
    ['4', [-50, -35, -20, -35, -50], 15],
  ] as const)('case %s: loudness range within 1 LU', (_, levels, lu) => {
    const { rangeLu } = measure(stereo(levels.map((dbfs) => ({ dbfs, seconds: 20 }))));
    expect(Math.abs(rangeLu - lu)).toBeLessThanOrEqual(1);
  });
});

describe('LoudnessMeter', () => {
  it('knows no loudness and no peak of silence or of nothing', () => {
    const meter = measure([new Float32Array(RATE)]);
    expect(meter.integratedLufs).toBe(Number.NEGATIVE_INFINITY);
    expect(meter.truePeakDb).toBe(Number.NEGATIVE_INFINITY);
    expect(new LoudnessMeter(RATE, 1).integratedLufs).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('Limiter', () => {
  /** Noise in bursts up to full scale, seeded. */
  function bursts(length: number): Float32Array {
    let state = 7;
    return Float32Array.from({ length }, (_, i) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state / 2 ** 31 - 1) * (Math.floor(i / 3000) % 3 === 0 ? 0.9 : 0.1);
    });
  }

  function limit(x: Float32Array, gain: number, block: number): Float32Array {
    const limiter = new Limiter(RATE, 1, gain, -1);
    const out: number[] = [];
    for (let at = 0; at < x.length; at += block) out.push(...(limiter.push([x.subarray(at, at + block)])[0] ?? []));
    out.push(...(limiter.finish()[0] ?? []));
    return Float32Array.from(out);
  }

  it('holds the true peak, keeps the length, and is the same in any cut', () => {
    const x = bursts(40_001);
    const y = limit(x, 4, 4096);
    expect(y.length).toBe(x.length);
    expect(measure([y]).truePeakDb).toBeLessThanOrEqual(-1);
    const z = limit(x, 4, 997);
    expect(z.length).toBe(x.length);
    for (let i = 0; i < y.length; i++) expect(Math.abs((z[i] ?? 9) - (y[i] ?? 0))).toBeLessThan(1e-6);
  });

  it('only scales what stays below the ceiling, without a delay', () => {
    const x = bursts(20_000).map((value) => value * 0.2);
    const y = limit(x, 2, 3333);
    for (let i = 0; i < x.length; i++) expect(Math.abs((y[i] ?? 9) - 2 * (x[i] ?? 0))).toBeLessThan(1e-6);
  });

  it('gives back sounds shorter than its attack', () => {
    expect(Array.from(limit(Float32Array.of(0.5, -0.25), 1, 10))).toEqual([0.5, -0.25]);
  });
});
