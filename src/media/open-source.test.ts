import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PcmStore } from '../base/pcm-store';
import { blobBytes } from './byte-source';
import { decodedSource } from './decoded-source';
import { oggWholeBytes } from './ogg-pages';
import { openSource } from './open-source';
import { encodeSamples, wavHeader } from './wav-writer';

const signal = new AbortController().signal;
const options = {
  makeStore: (): Promise<PcmStore> => {
    throw new Error('no store is needed here');
  },
};

function open(...parts: BlobPart[]) {
  return openSource(signal, blobBytes(new Blob(parts)), options);
}

describe('openSource', () => {
  it('opens WAV by its content, without a store', async () => {
    const samples = Float32Array.of(0.25, -0.25);
    const source = await open(
      wavHeader({ sampleRateHz: 16_000, numChannels: 1, numSamples: 2, encoding: 'f32' }),
      encodeSamples([samples], 'f32'),
    );
    expect(source.format).toEqual({ sampleRateHz: 16_000, numChannels: 1, numSamples: 2, encoding: 'f32', label: 'WAV' });
    expect(await source.read(signal, 0, 2)).toEqual([samples]);
  });

  it('refuses an empty file and a text file with what came and what to do', async () => {
    await expect(open()).rejects.toMatchObject({ code: 'decode/empty-file', message: expect.stringContaining('0 bytes') });
    await expect(open('Grüße\nfrom a text file')).rejects.toMatchObject({
      code: 'decode/unsupported',
      message: expect.stringContaining('the text “Grüße from a text file”'),
    });
  });

  it('hands unknown bytes and codecs without a decoder here to the page', async () => {
    await expect(open(Uint8Array.from({ length: 100 }, (_, i) => (i * 7) % 251))).rejects.toMatchObject({ code: 'decode/needs-page' });
    // Two frames of silence in ADTS; there is no AAC decoder in Node.
    const frame = [0xff, 0xf1, 0x50, 0x80, 0x01, 0xbf, 0xfc, 0x21, 0x10, 0x04, 0x60, 0x8c, 0x1c];
    await expect(open(Uint8Array.from([...frame, ...frame, ...frame]))).rejects.toMatchObject({
      code: 'decode/needs-page',
      message: expect.stringContaining('aac'),
    });
  });

  it('a Matroska file with nothing whole behind its damage is an error, and not a search without end', async () => {
    const file = Uint8Array.from(readFileSync('e2e/fixtures/video.mkv'));
    file.fill(0, 60, file.length);
    await expect(open(file)).rejects.toMatchObject({ code: expect.stringMatching(/^decode/) });
  });

  it('a Matroska element that begins like a whole one and has no size is an error, and not found again without end', async () => {
    const file = Uint8Array.from(readFileSync('e2e/fixtures/video.mkv'));
    const tracks = Buffer.from(file).indexOf(Buffer.from('1654ae6b', 'hex'), 200);
    file[tracks + 4] = 0;
    await expect(open(file)).rejects.toMatchObject({ code: expect.stringMatching(/^decode/) });
  });

  it('an abort before the start is an AbortError', async () => {
    await expect(openSource(AbortSignal.abort(), blobBytes(new Blob(['x'])), options)).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('oggWholeBytes', () => {
  const page = (body: number) =>
    Uint8Array.from([...new TextEncoder().encode('OggS'), ...new Array<number>(22).fill(0), 1, body, ...new Array<number>(body).fill(7)]);

  it('is the size of a whole file, and the end of the last whole page of one that was cut off', async () => {
    const pages = [...page(100), ...page(50)];
    const wholeOf = (length: number) => oggWholeBytes(blobBytes(new Blob([Uint8Array.from(pages.slice(0, length))])));
    expect(await wholeOf(206)).toBe(206);
    for (const cut of [205, 160, 156, 130, 128]) expect(await wholeOf(cut)).toBe(128);
    expect(await wholeOf(100)).toBe(100);
    expect(await oggWholeBytes(blobBytes(new Blob([])))).toBe(0);
  });
});

describe('decodedSource', () => {
  it('reads any range, as copies', async () => {
    const source = decodedSource([Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6)], { sampleRateHz: 8000, label: 'MP3' });
    expect(source.format).toEqual({ sampleRateHz: 8000, numChannels: 2, numSamples: 3, encoding: 'compressed', label: 'MP3' });
    const read = await source.read(signal, 1, 100);
    expect(read).toEqual([Float32Array.of(2, 3), Float32Array.of(5, 6)]);
    read[0]?.fill(9);
    expect(await source.read(signal, 1, 1)).toEqual([Float32Array.of(2), Float32Array.of(5)]);
  });

  it('reads samples that are not finite as 0, with a notice', async () => {
    const source = decodedSource([Float32Array.of(Number.NaN, 0.5)], { sampleRateHz: 8000, label: 'MP3' });
    expect(await source.read(signal, 0, 2)).toEqual([Float32Array.of(0, 0.5)]);
    expect(source.notices.length).toBe(1);
  });

  it('refuses audio without samples and channels of different lengths', () => {
    expect(() => decodedSource([new Float32Array(0)], { sampleRateHz: 8000, label: 'MP3' })).toThrow(
      expect.objectContaining({ code: 'decode/no-audio' }),
    );
    expect(() => decodedSource([], { sampleRateHz: 8000, label: 'MP3' })).toThrow(expect.objectContaining({ code: 'decode/no-audio' }));
    expect(() => decodedSource([new Float32Array(2), new Float32Array(3)], { sampleRateHz: 8000, label: 'MP3' })).toThrow(
      expect.objectContaining({ code: 'decode/corrupt' }),
    );
  });
});

describe('blobBytes', () => {
  it('cuts ranges at the end', async () => {
    const bytes = blobBytes(new Blob([Uint8Array.of(1, 2, 3)]));
    expect(bytes.size).toBe(3);
    expect(Array.from(await bytes.read(1, 10))).toEqual([2, 3]);
    expect(Array.from(await bytes.read(5, 10))).toEqual([]);
  });

  it('a blob that can no longer be read is a typed error', async () => {
    const gone = new Blob(['abc']);
    gone.slice = () => Object.assign(new Blob(), { arrayBuffer: () => Promise.reject(new DOMException('moved', 'NotReadableError')) });
    await expect(blobBytes(gone).read(0, 1)).rejects.toMatchObject({ code: 'file/unreadable', message: expect.stringContaining('moved') });
  });
});
