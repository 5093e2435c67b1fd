import { ALL_FORMATS, BufferSource, Input } from 'mediabunny';
import { describe, expect, it } from 'vitest';
import type { ByteSource } from './audio-source';
import { blobBytes } from './byte-source';
import { infoChunk, readTags } from './tags';
import { readChunks } from './wav-chunks';
import { wavExtras } from './wav-extras';
import { WavSource } from './wav-source';
import { wavStream } from './wav-stream';
import { encodeSamples, wavHeader } from './wav-writer';

const signal = new AbortController().signal;
const SOUND = [Float32Array.of(0.5, -0.5, 0.25)];
const SPEC = { sampleRateHz: 48_000, numChannels: 1, numSamples: 3, encoding: 's16' } as const;

function chunk(id: string, body: readonly number[], size = body.length): number[] {
  return [...Array.from(id, (char) => char.charCodeAt(0)), size & 0xff, (size >> 8) & 0xff, (size >> 16) & 0xff, size >>> 24, ...body];
}

const BEXT = chunk(
  'bext',
  Array.from({ length: 602 }, (_, i) => i % 251),
);
const CUE = chunk('cue ', [
  1,
  0,
  0,
  0,
  7,
  0,
  0,
  0,
  1,
  0,
  0,
  0,
  ...Array.from('data', (c) => c.charCodeAt(0)),
  ...new Array<number>(8).fill(0),
  2,
  0,
  0,
  0,
]);
const LABEL = chunk('LIST', [...Array.from('adtl', (c) => c.charCodeAt(0)), ...chunk('labl', [7, 0, 0, 0, 72, 105, 33, 0])]);

/** A WAV with chunks before and behind its samples. */
function wav(before: number[], behind: number[]): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from([
    ...wavHeader({ ...SPEC, extraChunks: Uint8Array.from(before) }),
    ...encodeSamples(SOUND, 's16'),
    ...behind,
  ]);
  new DataView(bytes.buffer).setUint32(4, bytes.length - 8, true);
  return bytes;
}

function bytesOf(bytes: Uint8Array<ArrayBuffer>): ByteSource {
  return blobBytes(new Blob([bytes]));
}

async function result(source: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const { format } = await WavSource.open(bytesOf(source));
  const parts: number[] = [];
  const form = { encoding: 's16', extraChunks: await wavExtras(bytesOf(source)) } as const;
  for await (const { bytes } of wavStream(signal, format, form, async () => ({ before: SOUND, after: SOUND }))) parts.push(...bytes);
  return Uint8Array.from(parts);
}

describe('what stands in a WAV beside its samples', () => {
  it('tags, markers, labels and the time code go into the result byte for byte, from before and from behind the samples', async () => {
    const source = wav([...BEXT, ...chunk('JUNK', [1, 2])], [...CUE, ...LABEL, ...chunk('LGWV', [1, 2])]);
    const out = await result(source);
    const found: Record<string, number[]> = {};
    for await (const { id, start, size } of readChunks(bytesOf(out))) found[id] = Array.from(out.subarray(start - 8, start + size));
    expect(found).toMatchObject({ bext: BEXT, 'cue ': CUE, LIST: LABEL });
    expect(Object.keys(found).sort()).toEqual(['LIST', 'bext', 'cue ', 'data', 'fmt ']);
    expect(new DataView(out.buffer).getUint32(4, true)).toBe(out.length - 8);
    const back = await WavSource.open(bytesOf(out));
    expect(await back.read(signal, 0, 3)).toEqual(SOUND);
  });

  it('a chunk that claims more than the file holds, or more than notes take, is left out', async () => {
    expect(await wavExtras(bytesOf(wav([], chunk('bext', [1, 2, 3, 4], 0x7fff_fff0))))).toBeUndefined();
    const long = new Uint8Array(6 << 20);
    long.set(wav([], chunk('iXML', [], 5 << 20)));
    expect(await wavExtras(bytesOf(long))).toBeUndefined();
    expect(await wavExtras(bytesOf(Uint8Array.of(1, 2, 3)))).toBeUndefined();
  });

  it('chunks of an odd length are padded', async () => {
    expect(Array.from((await wavExtras(bytesOf(wav([...chunk('iXML', [60, 47, 62]), 0], [])))) ?? [])).toEqual([
      ...chunk('iXML', [60, 47, 62]),
      0,
    ]);
  });
});

describe('tags of a WAV', () => {
  async function tagsOf(list: Uint8Array) {
    const input = new Input({ source: new BufferSource(wav(Array.from(list), [])), formats: ALL_FORMATS });
    return await readTags(input);
  }

  it('are read as UTF-8 where they are, else as Latin-1', async () => {
    const tags = {
      title: 'Dorf im Süden 村',
      artist: 'Anna',
      genre: 'Talk',
      comment: 'c',
      album: 'a',
      trackNumber: 3,
      date: new Date('2019-05-04'),
    };
    expect(await tagsOf(infoChunk(tags) ?? new Uint8Array())).toMatchObject({ ...tags, date: new Date('2019-01-01') });
    const latin = chunk('LIST', [...Array.from('INFO', (c) => c.charCodeAt(0)), ...chunk('INAM', [83, 0xfc, 100, 0])]);
    expect((await tagsOf(Uint8Array.from(latin))).title).toBe('Süd');
  });
});
