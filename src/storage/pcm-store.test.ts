import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PcmStore } from '../base/pcm-store';
import type { Channels } from '../base/types';
import { createPcmStore } from './create-pcm-store';
import { MemoryPcmStore } from './memory-pcm-store';
import type { TemporaryFile } from './opfs-files';
import { OpfsPcmStore } from './opfs-pcm-store';

/** The part of the browser's access handle that the store uses, over memory; `quota` bytes at most. */
function fakeFile(
  quota: number,
  whenFull: 'throws' | 'short' = 'throws',
): TemporaryFile & { readonly disposals: number; bytes: Uint8Array } {
  let disposals = 0;
  const file = {
    bytes: new Uint8Array(0),
    get disposals() {
      return disposals;
    },
    async toBlob() {
      return new Blob([file.bytes.slice()]);
    },
    async dispose() {
      disposals++;
    },
    handle: {
      write(source: Float32Array<ArrayBuffer>, { at }: { at: number }): number {
        const end = at + source.byteLength;
        if (end > quota && whenFull === 'throws') throw new DOMException('full', 'QuotaExceededError');
        const grown = new Uint8Array(Math.max(file.bytes.length, Math.min(end, quota)));
        grown.set(file.bytes);
        const written = new Uint8Array(source.buffer, source.byteOffset, Math.min(source.byteLength, quota - at));
        grown.set(written, at);
        file.bytes = grown;
        return written.length;
      },
      read(target: Float32Array<ArrayBuffer>, { at }: { at: number }): number {
        const part = file.bytes.subarray(at, at + target.byteLength);
        new Uint8Array(target.buffer, target.byteOffset).set(part);
        return part.length;
      },
      close: () => undefined,
      flush: () => undefined,
      getSize: () => file.bytes.length,
      truncate: () => undefined,
      mode: 'readwrite',
    },
  };
  return file;
}

/** Sample i of channel c is i + c / 10: each cell tells its place. */
function ramp(numChannels: number, from: number, count: number): Channels {
  return Array.from({ length: numChannels }, (_, c) => Float32Array.from({ length: count }, (__, i) => from + i + c / 10));
}

/** Whether two sets of planar samples are the same; `toEqual` takes seconds for so many. */
function same(a: Channels, b: Channels): boolean {
  return a.length === b.length && a.every((channel, c) => channel.length === b[c]?.length && channel.every((x, i) => x === b[c]?.[i]));
}

const kinds: [string, (numChannels: number) => PcmStore][] = [
  ['MemoryPcmStore', (numChannels) => new MemoryPcmStore(numChannels)],
  ['OpfsPcmStore', (numChannels) => new OpfsPcmStore(numChannels, fakeFile(1e9))],
];

describe.each(kinds)('%s', (_, make) => {
  it('gives back any range of what was appended in any pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.array(fc.integer({ min: 0, max: 70_000 }), { maxLength: 5 }),
        fc.nat(200_000),
        fc.nat(150_000),
        async (numChannels, pieces, start, count) => {
          const store = make(numChannels);
          for (const piece of pieces) await store.append(ramp(numChannels, store.numSamples, piece));
          const total = pieces.reduce((a, b) => a + b, 0);
          expect(store.numSamples).toBe(total);
          const expected = ramp(numChannels, start, Math.max(0, Math.min(count, total - start)));
          expect(same(await store.read(start, count), expected)).toBe(true);
          await store.dispose();
        },
      ),
      { numRuns: 40, seed: 9 },
    );
  });

  it('can be read between appends', async () => {
    const store = make(2);
    await store.append(ramp(2, 0, 10));
    expect(await store.read(8, 5)).toEqual(ramp(2, 8, 2));
    await store.append(ramp(2, 10, 100_000));
    await store.append(ramp(2, 100_010, 10));
    expect(same(await store.read(5, 100_010), ramp(2, 5, 100_010))).toBe(true);
  });

  it('copies what is appended, so the caller may use its arrays again', async () => {
    const store = make(1);
    const block = Float32Array.of(1, 2);
    await store.append([block]);
    block.fill(9);
    expect(await store.read(0, 2)).toEqual([Float32Array.of(1, 2)]);
  });
});

describe('OpfsPcmStore', () => {
  it.each(['throws', 'short'] as const)(
    'keeps in memory what a full disk, where a write that does not fit %s, has no room for',
    (whenFull) => {
      const store = new OpfsPcmStore(2, fakeFile(1_000_000, whenFull));
      for (let i = 0; i < 10; i++) store.append(ramp(2, i * 50_000, 50_000));
      expect(store.kind).toBe('memory');
      expect(store.numSamples).toBe(500_000);
      for (const [start, count] of [
        [0, 500_000],
        [90_000, 100_000],
        [400_000, 1000],
        [499_999, 10],
      ] as const) {
        expect(same(store.read(start, count), ramp(2, start, Math.min(count, 500_000 - start)))).toBe(true);
      }
    },
  );

  it('disposes its file, and refuses to be used afterwards', async () => {
    const file = fakeFile(1e6);
    const store = new OpfsPcmStore(1, file);
    store.append([Float32Array.of(1)]);
    store.read(0, 1);
    await store.dispose();
    expect(file.disposals).toBe(1);
    expect(store.numSamples).toBe(0);
    expect(() => store.append([new Float32Array(100_000)])).toThrow(expect.objectContaining({ code: 'internal/bug' }));
  });
});

describe('createPcmStore', () => {
  it('takes memory where there are no temporary files, and says so', async () => {
    expect((await createPcmStore(2)).kind).toBe('memory');
  });
});
