import { describe, expect, it } from 'vitest';
import type { ByteSource } from './audio-source';
import { heldBytes } from './held-bytes';

const MIB = 1 << 20;

function counted(size: number) {
  const all = Uint8Array.from({ length: size }, (_, i) => (i * 7 + (i >> 8)) & 255);
  const reads: number[] = [];
  let broken = 0;
  const source: ByteSource = {
    size,
    async read(start, length) {
      reads.push(start);
      if (broken-- > 0) throw new Error('broken');
      return all.slice(start, start + length);
    },
  };
  return { all, reads, source, breakNext: () => (broken = 1) };
}

describe('held bytes', () => {
  it('are the bytes of the file, wherever a range begins and ends', async () => {
    const { all, source } = counted(3 * MIB + 17);
    const held = heldBytes(source);
    const ranges = [
      [0, 10],
      [MIB - 3, 6],
      [MIB, MIB],
      [MIB - 1, 2 * MIB + 9],
      [3 * MIB, 100],
      [3 * MIB + 17, 5],
      [0, 4 * MIB],
      [-4, 8],
    ] as const;
    for (const [start, length] of ranges) {
      const from = Math.max(0, start);
      expect(Buffer.compare(await held.read(start, length), all.subarray(from, from + length))).toBe(0);
    }
  });

  it('are asked for once while they are held, also by two at a time', async () => {
    const { reads, source } = counted(3 * MIB);
    const held = heldBytes(source);
    await Promise.all([held.read(0, 1000), held.read(500, 1000)]);
    for (let at = 0; at + 1000 < 2 * MIB; at += 1000) await held.read(at, 1000);
    expect(reads).toEqual([0, MIB]);
  });

  it('that could not be read are tried again', async () => {
    const { source, breakNext } = counted(100);
    const held = heldBytes(source);
    breakNext();
    await expect(held.read(0, 10)).rejects.toThrow('broken');
    expect(await held.read(0, 10)).toHaveLength(10);
  });
});
