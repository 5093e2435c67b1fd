import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { GainEdit, RegionEdit, StrokeEdit } from '../base/edits';
import type { SampleReader } from '../base/sample-reader';
import { DEFAULT_RENDER_SETTINGS, type RenderSettings } from '../base/settings';
import { HOP_SEC, NUM_BANDS } from './constants';
import { type FftLibrary, loadFft } from './fft';
import { GainEdits } from './gain-edits';
import { Recording } from './recording';

const never = new AbortController().signal;
const FULL: RenderSettings = { ...DEFAULT_RENDER_SETTINGS, maxReductionDb: 40 };
const LOWEST = 0.01;
let library: FftLibrary;

beforeAll(async () => {
  library = await loadFft();
});

function noise(length: number, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
}

/** A recording whose gains are random, from 0 to -63 dB. */
function randomlyGained(x: Float32Array, rate: number): Recording {
  const reader: SampleReader = async (_signal, start, count) => [x.slice(start, start + count)];
  const recording = new Recording(library, reader, rate, x.length);
  recording.gains.append(noise(recording.numFrames * NUM_BANDS, 7).map((v) => 10 ** ((v - 0.5) * 3)));
  return recording;
}

const region = (effect: RegionEdit['effect'], startSec: number, endSec: number, strength = 0): RegionEdit => ({
  kind: 'region',
  effect,
  startSec,
  endSec,
  strength,
});

async function rendered(recording: Recording, edits: readonly GainEdit[], start = 0, count = recording.numSamples): Promise<Float32Array> {
  const { after } = await recording.render(never, start, count, { ...FULL, edits });
  return after[0] ?? new Float32Array();
}

/** The first and last sample in which two stretches differ. */
function differing(a: Float32Array, b: Float32Array): [number, number] {
  return [a.findIndex((v, i) => !Object.is(v, b[i])), a.findLastIndex((v, i) => !Object.is(v, b[i]))];
}

describe.each([8_000, 11_025, 22_050, 44_100, 47_999, 48_000, 96_000])('edits at %i Hz', (rate) => {
  const length = Math.round(rate * 0.8) + 7;
  const x = noise(length);

  it('that process a region leave every sample outside bit-identical, and change those inside', async () => {
    const [first, last] = differing(await rendered(randomlyGained(x, rate), [region('process', 0.2017, 0.5019)]), x);
    expect(first).toBeGreaterThanOrEqual(0.2017 * rate);
    expect(last).toBeLessThan(0.5019 * rate);
    expect(last - first).toBeGreaterThan(0.2 * rate);
  });

  it('that protect a region leave every sample inside bit-identical, and change those outside', async () => {
    const y = await rendered(randomlyGained(x, rate), [region('protect', 0.2017, 0.5019)]);
    const [from, to] = [Math.floor(0.2017 * rate), Math.ceil(0.5019 * rate) + 1];
    expect(y.slice(from, to)).toEqual(x.slice(from, to));
    expect(differing(y, x)).toEqual([expect.closeTo(0, -2), expect.closeTo(length - 1, -2)]);
  });

  it('that ease a region leave every sample outside as it was without them', async () => {
    const recording = randomlyGained(x, rate);
    const [first, last] = differing(await rendered(recording, [region('ease', 0.2017, 0.5019, 0.5)]), await rendered(recording, []));
    expect(first).toBeGreaterThanOrEqual(0.2017 * rate);
    expect(last).toBeLessThan(0.5019 * rate);
    expect(last - first).toBeGreaterThan(0.2 * rate);
  });

  it('give the same samples in any cut', async () => {
    const edits: GainEdit[] = [
      region('process', -1, 0.6),
      region('ease', 0.1, 0.3, 0.4),
      { kind: 'stroke', effect: 'remove', points: [0.15, 20, 0.4, 60], radiusSec: 0.03, radiusBands: 6 },
    ];
    const recording = randomlyGained(x, rate);
    const whole = await rendered(recording, edits);
    for (const [start, count] of [
      [0, 100],
      [1777, 1500],
      [length - 50, 50],
    ] as const) {
      const part = await rendered(recording, edits, start, count);
      const expected = whole.slice(start, start + count);
      expect(expected.reduce((max, v, i) => Math.max(max, Math.abs(v - (part[i] ?? Number.NaN))), 0)).toBeLessThan(1e-6);
    }
  });
});

describe('regions under Griffin-Lim', () => {
  it('leave samples bit-identical inside of what is protected and outside of what is processed', async () => {
    const x = noise(16_000);
    const recording = randomlyGained(x, 16_000);
    const edits = [region('process', 0.2, 0.9), region('protect', 0.5, 0.6)];
    const { after } = await recording.render(never, 0, x.length, { ...FULL, method: 'griffin-lim', edits });
    const y = after[0] ?? new Float32Array();
    const [first, last] = differing(y, x);
    expect(first).toBeGreaterThanOrEqual(0.2 * 16_000);
    expect(last).toBeLessThan(0.9 * 16_000);
    expect(y.slice(8_000, 9_600)).toEqual(x.slice(8_000, 9_600));
  });
});

describe('strokes under Griffin-Lim', () => {
  const rendering = async (recording: Recording, edits: readonly GainEdit[]): Promise<Float32Array> =>
    (await recording.render(never, 0, recording.numSamples, { ...FULL, method: 'griffin-lim', edits })).after[0] ?? new Float32Array();
  const over = (effect: StrokeEdit['effect']): StrokeEdit => ({
    kind: 'stroke',
    effect,
    points: [0.5, 64],
    radiusSec: 0.3,
    radiusBands: 1000,
  });
  const inside = (y: Float32Array): Float32Array => y.slice(0.4 * 16_000, 0.6 * 16_000);
  const energy = (y: Float32Array): number => y.reduce((sum, v) => sum + v * v, 0);

  it('keep gives the source’s own sound there, remove takes the made-up one away, and far from them nothing changes', async () => {
    const x = noise(16_000);
    const recording = randomlyGained(x, 16_000);
    await recording.frames().features(never, 0, recording.numFrames);
    const [none, kept, removed] = [
      await rendering(recording, []),
      await rendering(recording, [over('keep')]),
      await rendering(recording, [over('remove')]),
    ];
    const peak = recording.peak;
    const off = inside(kept).map((v, i) => v - Math.max(-peak, Math.min(peak, inside(x)[i]!)));
    expect(energy(off)).toBeLessThan(1e-6 * energy(inside(x)));
    expect(energy(inside(removed))).toBeLessThan(1e-3 * energy(inside(none)));
    for (const y of [kept, removed]) {
      const [first, last] = differing(y, none);
      expect(first).toBeGreaterThan(0.1 * 16_000);
      expect(last).toBeLessThan(0.9 * 16_000);
    }
  });
});

describe('regions at the ends', () => {
  it('reach the first and the last sample', async () => {
    const x = noise(8_000);
    const y = await rendered(randomlyGained(x, 8_000), [region('process', -1, 2)]);
    expect(y).toEqual(await rendered(randomlyGained(x, 8_000), []));
  });

  it('that are processed and touch are one', async () => {
    const recording = randomlyGained(noise(8_000), 8_000);
    const one = await rendered(recording, [region('process', 0.2, 0.8)]);
    expect(await rendered(recording, [region('process', 0.5, 0.8), region('process', 0.2, 0.5)])).toEqual(one);
  });
});

describe('strokes', () => {
  const stroke = (effect: StrokeEdit['effect'], ...points: number[]): StrokeEdit => ({
    kind: 'stroke',
    effect,
    points,
    radiusSec: 0.1,
    radiusBands: 10,
  });
  const gainsUnder = (edits: readonly GainEdit[], sec: number, gain: number): Float32Array => {
    const gains = new Float32Array(NUM_BANDS).fill(gain);
    new GainEdits(edits).apply(Math.round(sec / HOP_SEC), gains, LOWEST, gain === 1);
    return gains;
  };

  it('keep what they cover, and nothing else', () => {
    const gains = gainsUnder([stroke('keep', 1, 40, 2, 40)], 1.6, 0.1);
    expect(gains[40]).toBe(1);
    expect([...gains].map((gain, b) => (gain === Math.fround(0.1) ? -1 : b)).filter((b) => b >= 0)).toEqual(
      Array.from({ length: 19 }, (_, i) => 31 + i),
    );
  });

  it('remove what they cover down to the lowest gain that the settings allow', () => {
    const gains = gainsUnder([stroke('remove', 1, 40, 2, 80)], 1.504, 1);
    expect(gains[60]).toBeCloseTo(LOWEST, 6);
    expect(gains[20]).toBe(1);
    expect(gains[100]).toBe(1);
  });

  it('end where the brush ends, in time too', () => {
    for (const sec of [0.85, 2.15]) expect(gainsUnder([stroke('keep', 1, 40, 2, 40)], sec, 0.1)[40]).toBeCloseTo(0.1, 6);
    expect(gainsUnder([stroke('keep', 1, 40)], 1, 0.1)[40]).toBe(1);
  });

  it('that are drawn later have the last word', () => {
    expect(gainsUnder([stroke('keep', 1, 40), stroke('remove', 1, 40)], 1, 0.5)[40]).toBeCloseTo(LOWEST, 6);
    expect(gainsUnder([stroke('remove', 1, 40), stroke('keep', 1, 40)], 1, 0.5)[40]).toBe(1);
  });
});

describe('any edits', () => {
  it('leave every gain between 0 and 1, and tell truly whether all are 1', () => {
    const sec = fc.double({ min: 0, max: 3, noNaN: true });
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    const anyRegion = fc
      .record({
        effect: fc.constantFrom('process' as const, 'protect' as const, 'ease' as const),
        startSec: sec,
        endSec: sec,
        strength: unit,
      })
      .map((edit): GainEdit => ({ kind: 'region', ...edit }));
    const anyStroke = fc
      .record({
        effect: fc.constantFrom('keep' as const, 'remove' as const),
        points: fc
          .array(fc.tuple(sec, fc.double({ min: 0, max: 127, noNaN: true })), { minLength: 1, maxLength: 6 })
          .map((list) => list.flat()),
        radiusSec: fc.double({ min: 1e-3, max: 1, noNaN: true }),
        radiusBands: fc.double({ min: 0.5, max: 64, noNaN: true }),
      })
      .map((edit): GainEdit => ({ kind: 'stroke', ...edit }));
    fc.assert(
      fc.property(fc.array(fc.oneof(anyRegion, anyStroke), { maxLength: 8 }), fc.nat(180), unit, unit, (edits, frame, gain, lowest) => {
        const gains = new Float32Array(NUM_BANDS).fill(gain);
        const untouched = new GainEdits(edits).apply(frame, gains, lowest, gain === 1);
        expect(gains.every((g) => g >= 0 && g <= 1)).toBe(true);
        if (untouched) expect(gains.every((g) => g === 1)).toBe(true);
      }),
      { numRuns: 1000, seed: 3 },
    );
  });
});
