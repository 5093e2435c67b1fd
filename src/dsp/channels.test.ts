import { array, asyncProperty, assert as check, constantFrom, integer } from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SampleReader } from '../base/sample-reader';
import { DEFAULT_RENDER_SETTINGS } from '../base/settings';
import { NUM_BANDS } from './constants';
import { type FftLibrary, loadFft } from './fft';
import { Recording } from './recording';

const { signal } = new AbortController();
const FULL = { ...DEFAULT_RENDER_SETTINGS, maxReductionDb: 40 };
const RATES = [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000] as const;
let library: FftLibrary;

beforeAll(async () => {
  library = await loadFft();
});

function noise(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32 - 0.5) * 0.5;
  });
}

function readerOf(channels: readonly Float32Array[]): SampleReader {
  return async (_signal, start, count) => channels.map((channel) => channel.slice(start, start + count));
}

/** Renders channels with gains that are random, but the same for one seed and length. */
async function rendered(channels: readonly Float32Array[], rate: number, seed: number): Promise<Float32Array[]> {
  const length = channels[0]?.length ?? 0;
  const recording = new Recording(library, readerOf(channels), rate, length);
  recording.gains.append(noise(recording.numFrames * NUM_BANDS, seed).map((v) => 10 ** (v * 3 - 0.8)));
  const { after } = await recording.render(signal, 0, length, FULL);
  recording.dispose();
  return after;
}

function worst(a: Float32Array, b: Float32Array): number {
  return a.reduce((max, v, i) => Math.max(max, Math.abs(v - b[i]!)), 0);
}

describe('channels of any recording', { timeout: 60_000 }, () => {
  const rate = constantFrom(...RATES);
  const length = integer({ min: 1, max: 20_000 });

  it('keep their number and exact length at every rate', async () => {
    await check(
      asyncProperty(rate, length, integer({ min: 1, max: 8 }), async (hz, samples, count) => {
        const channels = Array.from({ length: count }, (_, c) => noise(samples, c + 1));
        expect((await rendered(channels, hz, 3)).map((channel) => channel.length)).toEqual(channels.map(() => samples));
      }),
      { numRuns: 30 },
    );
  });

  it('are never mixed or swapped: each comes out as it would alone', async () => {
    await check(
      asyncProperty(rate, length, integer({ min: 2, max: 6 }), async (hz, samples, count) => {
        const channels = Array.from({ length: count }, (_, c) => noise(samples, c + 1));
        const together = await rendered(channels, hz, 5);
        for (const [c, channel] of channels.entries()) {
          const [alone] = await rendered([channel, ...channels], hz, 5);
          expect(worst(together[c]!, alone!)).toBeLessThan(1e-6);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('keep the level and the phase between them: what is scaled before is scaled after', async () => {
    await check(
      asyncProperty(rate, array(integer({ min: -40, max: 0 }), { minLength: 2, maxLength: 4 }), async (hz, levelsDb) => {
        const source = noise(9_000, 7);
        const gains = levelsDb.map((db) => 10 ** (db / 20));
        const after = await rendered([source, ...gains.map((gain) => source.map((v) => v * gain))], hz, 9);
        const [reference, ...others] = after;
        for (const [c, gain] of gains.entries()) {
          const scaled = reference!.map((v) => v * gain);
          expect(worst(scaled, others[c]!)).toBeLessThan(1e-6);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('come out finite and within the source’s peak, with an offset, clipped or in between', async () => {
    await check(
      asyncProperty(rate, integer({ min: -90, max: 90 }), integer({ min: 1, max: 20 }), async (hz, offset, drive) => {
        const source = noise(6_000, 11).map((v) => Math.max(-1, Math.min(1, v * drive + offset / 100)));
        const peak = source.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
        const [after] = await rendered([source], hz, 13);
        expect(after!.every((v) => Number.isFinite(v) && Math.abs(v) <= peak)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});
