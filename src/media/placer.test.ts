import { describe, expect, it } from 'vitest';
import type { PcmStore } from '../base/pcm-store';
import type { Channels } from '../base/types';
import { Placer, type Timeline } from './placer';

const RATE = 100;

/** Keeps what is appended as plain numbers of one channel. */
function listStore(): PcmStore & { readonly values: number[] } {
  const values: number[] = [];
  return {
    kind: 'memory',
    numChannels: 1,
    values,
    get numSamples() {
      return values.length;
    },
    append: (channels: Channels) => void values.push(...(channels[0] ?? [])),
    read: () => [],
    dispose: () => undefined,
  };
}

/** Samples whose values tell their position. */
function ramp(from: number, count: number): Channels {
  return [Float32Array.from({ length: count }, (_, i) => from + i)];
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

async function place(timeline: Partial<Timeline>, blocks: readonly [position: number, count: number][]) {
  const store = listStore();
  const placer = new Placer(store, { sampleRateHz: RATE, firstPosition: 0, numSamples: undefined, ...timeline });
  for (const [position, count] of blocks) await placer.place(position, ramp(position, count));
  await placer.finish();
  return { placer, values: store.values };
}

describe('Placer', () => {
  it('drops what lies before the first position and behind the end, within blocks and whole ones', async () => {
    const { values, placer } = await place({ firstPosition: 25, numSamples: 20 }, [
      [0, 10],
      [10, 10],
      [20, 10],
      [30, 10],
      [40, 10],
      [50, 10],
    ]);
    expect(values).toEqual(range(25, 45));
    expect(placer.missingSamples).toBe(0);
  });

  it('drops encoder delay at negative time stamps', async () => {
    expect(
      (
        await place({}, [
          [-10, 10],
          [0, 5],
          [5, 5],
        ])
      ).values,
    ).toEqual(range(0, 10));
    expect((await place({}, [[-4, 10]])).values).toEqual(range(0, 6));
  });

  it('keeps the first of overlapping samples', async () => {
    expect(
      (
        await place({}, [
          [0, 10],
          [6, 10],
        ])
      ).values,
    ).toEqual(range(0, 16));
  });

  it('fills a hole with silence, so that what follows stays in time', async () => {
    const { values, placer } = await place({}, [
      [3, 2],
      [250, 2],
    ]);
    expect(values.length).toBe(252);
    expect([values[2], values[3], values[4], values[5], values[249], values[250]]).toEqual([0, 3, 4, 0, 0, 250]);
    expect(placer.notices).toEqual([]);
  });

  it('does not fill beyond the end', async () => {
    expect(
      (
        await place({ numSamples: 5 }, [
          [0, 2],
          [1000, 2],
        ])
      ).values,
    ).toEqual([0, 1, 0, 0, 0]);
  });

  it('closes a jump of more than a minute, with a notice, and moves the end with it', async () => {
    const { values, placer } = await place({ numSamples: 10_012 }, [
      [0, 5],
      [10_005, 5],
      [10_010, 5],
    ]);
    expect(values).toEqual([...range(0, 5), ...range(10_005, 10_012)]);
    expect(placer.missingSamples).toBe(0);
    expect(placer.notices).toEqual(['The clock of the file jumps by 100.0 s at 0.1 s; the parts were joined.']);
  });

  it('joins what follows a clock that was set back', async () => {
    const { values, placer } = await place({}, [
      [0, 300],
      [0, 5],
    ]);
    expect(values.slice(295)).toEqual([...range(295, 300), ...range(0, 5)]);
    expect(placer.notices.length).toBe(1);
  });

  it('a recording whose clock starts at any hour begins with its first sample', async () => {
    const { values, placer } = await place({}, [
      [360_000, 3],
      [360_003, 3],
    ]);
    expect(values).toEqual(range(360_000, 360_006));
    expect(placer.notices).toEqual([]);
  });

  it('counts what is missing at the end', async () => {
    const { values, placer } = await place({ numSamples: 350 }, [[0, 100]]);
    expect(placer.missingSamples).toBe(250);
    expect(values).toEqual(range(0, 100));
  });

  it.each([0, 1, 9, 10, 11, 25, 30, 99])('drops %i samples at the end, whatever the blocks', async (trimSamples) => {
    const { values } = await place({ trimSamples }, [
      [0, 10],
      [10, 10],
      [20, 10],
    ]);
    expect(values).toEqual(range(0, Math.max(0, 30 - trimSamples)));
  });
});
