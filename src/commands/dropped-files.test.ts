import { describe, expect, it } from 'vitest';
import { droppedFiles } from './dropped-files';

function fileEntry(name: string): FileSystemEntry {
  const entry = { isFile: true, isDirectory: false, name, file: (done: (file: File) => void) => done(new File(['x'], name)) };
  return entry as unknown as FileSystemEntry;
}

function folder(name: string, ...entries: FileSystemEntry[]): FileSystemEntry {
  const createReader = (): unknown => {
    const left = [...entries];
    return { readEntries: (done: (some: FileSystemEntry[]) => void) => done(left.splice(0, 2)) };
  };
  return { isFile: false, isDirectory: true, name, createReader } as unknown as FileSystemEntry;
}

async function names(entries: readonly FileSystemEntry[]): Promise<string[]> {
  const items = entries.map((entry) => ({ webkitGetAsEntry: () => entry }));
  // Browsers list a dropped folder among the files too.
  const files = entries.map(({ name }) => new File(['x'], name));
  return (await droppedFiles({ files, items })).map(({ file }) => file.name);
}

describe('a drop', () => {
  it('of files gives those files, whatever their names', async () => {
    expect(await names([fileEntry('b.wav'), fileEntry('a.bin')])).toEqual(['b.wav', 'a.bin']);
  });

  it('of folders gives the recordings in them, inner folders too, by name', async () => {
    const inner = folder('day 2', fileEntry('10.m4a'), fileEntry('9.m4a'), fileEntry('notes.txt'), fileEntry('.DS_Store'));
    const outer = folder('interviews', fileEntry('z.WAV'), inner, fileEntry('._z.wav'), fileEntry('a.mp3'));
    expect(await names([fileEntry('first.wav'), outer])).toEqual(['first.wav', 'a.mp3', '9.m4a', '10.m4a', 'z.WAV']);
  });

  it('of nothing gives nothing', async () => {
    expect(await droppedFiles(null)).toEqual([]);
    expect(await names([folder('empty')])).toEqual([]);
  });
});
