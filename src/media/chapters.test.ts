import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { OutputFile } from '../base/output-file';
import { blobBytes } from './byte-source';
import { readMatroskaChapters } from './matroska-chapters';
import { readBoxes } from './mp4-boxes';
import { readMp4Chapters, writeMp4Chapters } from './mp4-chapters';

const CHAPTERS = [
  { startSec: 0, title: 'Arrival ü' },
  { startSec: 0.4, title: 'The well' },
];

function bytesOf(bytes: Uint8Array<ArrayBuffer>) {
  return blobBytes(new Blob([bytes]));
}

function fixture(name: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(`e2e/fixtures/${name}`));
}

/** A file in memory. */
class Written implements OutputFile {
  bytes: Uint8Array<ArrayBuffer>;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes;
  }

  get size(): number {
    return this.bytes.length;
  }

  async write(position: number, bytes: Uint8Array): Promise<void> {
    const grown = new Uint8Array(Math.max(this.bytes.length, position + bytes.length));
    grown.set(this.bytes);
    grown.set(bytes, position);
    this.bytes = grown;
  }

  async read(start: number, length: number): Promise<Uint8Array> {
    return this.bytes.slice(start, start + length);
  }
}

describe('chapters', () => {
  it('of an MP4 are read from its list, and from its chapter track where there is no list', async () => {
    const file = fixture('chapters.mp4');
    expect(await readMp4Chapters(bytesOf(file))).toEqual(CHAPTERS);
    const at = Buffer.from(file).indexOf('chpl');
    expect(at).toBeGreaterThan(0);
    file.set(new TextEncoder().encode('free'), at);
    expect(await readMp4Chapters(bytesOf(file))).toEqual(CHAPTERS);
  });

  it('are none in files without', async () => {
    for (const name of ['video.mp4', 'video.mkv', 'sample.mp3', 'video.webm']) {
      expect(await readMp4Chapters(bytesOf(fixture(name)))).toEqual([]);
      expect(await readMatroskaChapters(bytesOf(fixture(name)))).toBeUndefined();
    }
  });

  it('are added behind what an MP4 has, which stays as it was', async () => {
    const source = fixture('video.mp4');
    const { length } = source;
    const file = new Written(source);
    let last = '';
    for await (const { name } of readBoxes(file, 0, length)) last = name;
    expect(last).toBe('moov');
    const many = Array.from({ length: 300 }, (_, i) => ({ startSec: i * 7000.25, title: `Nº ${i} ${'ü'.repeat(i)}` }));
    await writeMp4Chapters(file, many);
    const read = await readMp4Chapters(bytesOf(file.bytes));
    expect(read.map(({ startSec }) => startSec)).toEqual(many.slice(0, 255).map(({ startSec }) => startSec));
    expect(read[50]?.title).toBe(many[50]?.title);
    // The list has 255 bytes for a title.
    expect(new TextEncoder().encode(read[254]?.title).length).toBeLessThanOrEqual(255);
    expect(many[254]?.title.startsWith(read[254]?.title ?? '?')).toBe(true);
    const changed = file.bytes.subarray(0, length).reduce((count, byte, i) => count + (byte === source[i] ? 0 : 1), 0);
    expect(changed).toBeLessThanOrEqual(8);
  });

  it('of a Matroska file are taken as they are', async () => {
    const chapters = await readMatroskaChapters(bytesOf(fixture('chapters.mkv')));
    expect(new TextDecoder().decode(chapters)).toContain('The well');
  });
});
