import { describe, expect, it } from 'vitest';
import type { TemporaryFile } from './opfs-files';
import { ResultFile } from './result-file';

/** A temporary file over memory that takes `quota` bytes, and then throws or writes less. */
function fakeFile(quota: number, whenFull: 'throws' | 'short'): TemporaryFile {
  let content = new Uint8Array(0);
  const handle = {
    write(bytes: Uint8Array, { at }: { at: number }): number {
      if (at + bytes.length > quota && whenFull === 'throws') throw new DOMException('full', 'QuotaExceededError');
      const part = bytes.subarray(0, Math.max(0, quota - at));
      const grown = new Uint8Array(Math.max(content.length, at + part.length));
      grown.set(content);
      grown.set(part, at);
      content = grown;
      return part.length;
    },
    read(into: Uint8Array, { at }: { at: number }): number {
      into.set(content.subarray(at, at + into.length));
      return into.length;
    },
    getSize: () => content.length,
    truncate(size: number) {
      content = content.slice(0, size);
    },
  };
  return {
    handle: handle as unknown as TemporaryFile['handle'],
    toBlob: async () => new Blob([content]),
    dispose: async () => undefined,
  };
}

const pieces = Array.from({ length: 20 }, (_, i) => Uint8Array.from({ length: 7 }, (_unused, j) => i * 7 + j));
const whole = Uint8Array.from({ length: 140 }, (_, i) => i);

describe('a result file', () => {
  for (const [what, make] of [
    ['on disk', () => fakeFile(1000, 'throws')],
    ['in memory', () => undefined],
    ['that outgrows the quota, which throws', () => fakeFile(50, 'throws')],
    ['that outgrows the disk, which writes less', () => fakeFile(50, 'short')],
    ['with no room at all', () => fakeFile(0, 'short')],
  ] as const) {
    it(`${what} holds all bytes in order`, async () => {
      const file = new ResultFile(make());
      for (const piece of pieces) await file.write(file.size, piece);
      expect(file.size).toBe(whole.length);
      const blob = await file.finish('audio/wav');
      expect(blob.type).toBe('audio/wav');
      expect(new Uint8Array(await blob.arrayBuffer())).toEqual(whole);
      await file.dispose();
      await file.dispose();
    });

    it(`${what} is changed and read anywhere, and holds zeros where nothing was written`, async () => {
      const file = new ResultFile(make());
      await file.write(0, whole.subarray(0, 30));
      await file.write(60, whole.subarray(60));
      for (const [at, length] of [
        [10, 5],
        [28, 40],
        [0, 140],
      ] as const)
        await file.write(
          at,
          whole.subarray(at, at + length).map((byte) => 255 - byte),
        );
      await file.write(30, whole.subarray(30, 35));
      const expected = whole.map((byte, i) => (i >= 30 && i < 35 ? byte : 255 - byte));
      for (const [start, length] of [
        [0, 200],
        [45, 10],
        [49, 1],
        [50, 90],
        [140, 5],
      ] as const)
        expect(await file.read(start, length)).toEqual(expected.slice(start, start + length));
      expect(new Uint8Array(await (await file.finish('')).arrayBuffer())).toEqual(expected);
    });
  }

  it('leaves zeros before a write behind its end', async () => {
    for (const make of [() => undefined, () => fakeFile(1000, 'throws'), () => fakeFile(10, 'short')]) {
      const file = new ResultFile(make());
      await file.write(0, Uint8Array.of(1));
      await file.write(20, Uint8Array.of(2));
      expect(Array.from(await file.read(0, 100))).toEqual([1, ...new Array<number>(19).fill(0), 2]);
    }
  });

  it('in memory is patched behind the piece that is open', async () => {
    const file = new ResultFile(undefined);
    const piece = new Uint8Array(9 << 20).fill(3);
    await file.write(0, piece);
    await file.write((8 << 20) - 2, Uint8Array.of(7, 8, 9));
    expect(Array.from(await file.read((8 << 20) - 3, 5))).toEqual([3, 7, 8, 9, 3]);
    expect((await file.finish('')).size).toBe(9 << 20);
  });
});
