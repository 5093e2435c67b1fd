import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFileBytes } from './file-bytes';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limpid-'));
  await writeFile(join(folder, 'a.bin'), Uint8Array.of(1, 2, 3, 4, 5));
});

afterAll(() => rm(folder, { recursive: true }));

describe('openFileBytes', () => {
  it('reads ranges in place, cut at the end', async () => {
    const bytes = await openFileBytes(join(folder, 'a.bin'));
    expect(bytes.size).toBe(5);
    expect(Array.from(await bytes.read(3, 1))).toEqual([4]);
    expect(Array.from(await bytes.read(1, 2 ** 40))).toEqual([2, 3, 4, 5]);
    expect(Array.from(await bytes.read(5, 1))).toEqual([]);
    await bytes.close();
    await expect(bytes.read(0, 1)).rejects.toMatchObject({ code: 'file/unreadable' });
  });

  it('a path that does not exist is file/not-found, a folder file/unreadable', async () => {
    await expect(openFileBytes(join(folder, 'none.wav'))).rejects.toMatchObject({
      code: 'file/not-found',
      message: expect.stringContaining('none.wav'),
    });
    await expect(openFileBytes(join(folder, 'a.bin', 'below'))).rejects.toMatchObject({ code: 'file/not-found' });
    await expect(openFileBytes(folder)).rejects.toMatchObject({ code: 'file/unreadable' });
  });
});
