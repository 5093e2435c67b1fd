import { beforeAll, describe, expect, it } from 'vitest';
import type { Channels } from '../base/types';
import { Kernels } from './kernels/kernels';
import { RateConverter } from './rate-converter';

let kernels: Kernels;

beforeAll(async () => {
  kernels = await Kernels.create();
});

function of(channels: Channels) {
  const length = channels[0]?.length ?? 0;
  return async (start: number, count: number) =>
    channels.map((channel) => channel.slice(Math.max(0, start), Math.min(length, start + count)));
}

function sine(hz: number, rate: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / rate));
}

/** Level in dB of what is left of the middle, with the tone of `hz` taken out by least squares where one is named. */
function levelDb(x: Float32Array, rate: number, hz?: number): number {
  const from = Math.floor(x.length / 4);
  const to = Math.floor((x.length * 3) / 4);
  let [ss, cc, sc, xs, xc] = [0, 0, 0, 0, 0];
  const w = hz === undefined ? 0 : (2 * Math.PI * hz) / rate;
  for (let i = from; i < to; i++) {
    const [s, c] = [Math.sin(w * i), Math.cos(w * i)];
    ss += s * s;
    cc += c * c;
    sc += s * c;
    xs += (x[i] ?? 0) * s;
    xc += (x[i] ?? 0) * c;
  }
  const det = ss * cc - sc * sc;
  const a = hz === undefined ? 0 : (xs * cc - xc * sc) / det;
  const b = hz === undefined ? 0 : (xc * ss - xs * sc) / det;
  let sum = 0;
  for (let i = from; i < to; i++) sum += ((x[i] ?? 0) - a * Math.sin(w * i) - b * Math.cos(w * i)) ** 2;
  return 10 * Math.log10(sum / (to - from) / 0.125);
}

const PAIRS = [
  [44_100, 48_000],
  [48_000, 44_100],
  [48_000, 16_000],
  [16_000, 48_000],
  [96_000, 48_000],
  [22_050, 48_000],
  [44_100, 44_101],
] as const;

describe('RateConverter', () => {
  it.each(PAIRS)('%i to %i Hz: a sweep over the pass band is kept to 0.01 dB, with all else 90 dB below', async (from, to) => {
    const lower = Math.min(from, to);
    for (const part of [0.01, 0.1, 0.25, 0.35, 0.45]) {
      const hz = part * lower;
      const converter = new RateConverter(of([sine(hz, from, from >> 1)]), from >> 1, from, to, kernels);
      const [y] = await converter.read(0, converter.numSamples);
      if (!y) throw new Error('no channel');
      expect(Math.abs(levelDb(y, to))).toBeLessThan(0.01);
      expect(levelDb(y, to, hz)).toBeLessThan(-90);
    }
  });

  it.each(PAIRS.filter(([from, to]) => to < from))(
    '%i to %i Hz: a sweep above the lower Nyquist frequency is 90 dB down',
    async (from, to) => {
      for (const part of [0.501, 0.52, 0.6, 0.8]) {
        const hz = part * to;
        if (hz >= from / 2) continue;
        const converter = new RateConverter(of([sine(hz, from, from >> 1)]), from >> 1, from, to, kernels);
        const [y] = await converter.read(0, converter.numSamples);
        if (!y) throw new Error('no channel');
        expect(levelDb(y, to)).toBeLessThan(-90);
      }
    },
  );

  it('there and back again is the same sound, sample for sample, in any cut', async () => {
    const x = sine(3000, 44_100, 20_000);
    const up = new RateConverter(of([x]), x.length, 44_100, 48_000, kernels);
    const down = new RateConverter((start, count) => up.read(start, count), up.numSamples, 48_000, 44_100, kernels);
    expect(down.numSamples).toBe(x.length);
    const [whole] = await down.read(0, x.length);
    const [part] = await down.read(9000, 500);
    for (let i = 2000; i < 18_000; i++) expect(Math.abs((whole?.[i] ?? 9) - (x[i] ?? 0))).toBeLessThan(1e-4);
    for (let i = 0; i < 500; i++) expect(part?.[i]).toBe(whole?.[9000 + i]);
  });
});
