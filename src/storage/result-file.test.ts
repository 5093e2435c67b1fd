import { describe, expect, it } from 'vitest';
import type { TemporaryFile } from './opfs-files';
import { ResultFile } from './result-file';

/** A temporary file over memory that takes `quota` bytes, and then throws or writes less. */
function fakeFile(quota: number, whenFull: 'throws' | 'short'): TemporaryFile {
  let content = new Uint8Array(0);
  const handle = {
    write(bytes: Uint8Array, { at }: { at: number }): number {
      if (at + bytes.length > quota && whenFull === 'throws') throw new DOMException('full', 'QuotaExceededError');
      const part = bytes.subarray(0, quota - at);
      const grown = new Uint8Array(at + part.length);
      grown.set(content.subarray(0, at));
      grown.set(part, at);
      content = grown;
      return part.length;
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
      for (const piece of pieces) file.write(piece);
      const blob = await file.finish('audio/wav');
      expect(blob.type).toBe('audio/wav');
      expect(new Uint8Array(await blob.arrayBuffer())).toEqual(whole);
      await file.dispose();
      await file.dispose();
    });
  }
});
