import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blobBytes } from './byte-source';
import { readMp3Gapless } from './mp3-gapless';

interface Tag {
  id3?: number;
  version?: 'mpeg1' | 'mpeg2';
  mono?: boolean;
  name?: string;
  flags?: number;
  numFrames?: number;
  delay?: number;
  padding?: number;
}

/** The first frame of an MP3 file, as LAME writes it. */
function mp3({
  id3 = 0,
  version = 'mpeg1',
  mono = false,
  name = 'Xing',
  flags = 15,
  numFrames = 100,
  delay = 576,
  padding = 1000,
}: Tag = {}): Uint8Array<ArrayBuffer> {
  const tagBytes = id3 > 0 ? [0x49, 0x44, 0x33, 4, 0, 0, 0, 0, id3 >> 7, id3 & 0x7f, ...new Array<number>(id3).fill(0xff)] : [];
  const header = [0xff, version === 'mpeg1' ? 0xfb : 0xf3, 0x90, mono ? 0xc0 : 0];
  const sideInfo = version === 'mpeg1' ? (mono ? 17 : 32) : mono ? 9 : 17;
  const fields = [
    flags & 1 ? [0, 0, numFrames >> 8, numFrames & 0xff] : [],
    flags & 2 ? [0, 0, 0, 0] : [],
    flags & 4 ? new Array<number>(100).fill(1) : [],
    flags & 8 ? [0, 0, 0, 9] : [],
  ];
  const packed = delay * 4096 + padding;
  const lame = [...new Array<number>(21).fill(0x4c), packed >> 16, (packed >> 8) & 0xff, packed & 0xff];
  return Uint8Array.from([
    ...tagBytes,
    ...header,
    ...new Array<number>(sideInfo).fill(0),
    ...[...name].map((c) => c.charCodeAt(0)),
    0,
    0,
    0,
    flags,
    ...fields.flat(),
    ...lame,
    ...new Array<number>(200).fill(0),
  ]);
}

async function gapless(tag: Tag) {
  return await readMp3Gapless(blobBytes(new Blob([mp3(tag)])));
}

describe('readMp3Gapless', () => {
  it('skips the delay of encoder and decoder and gives the length without delay and padding', async () => {
    expect(await gapless({})).toEqual({ skipSamples: 576 + 529, numSamples: 100 * 1152 - 576 - 1000, trimSamples: 0 });
  });

  it.each([
    ['mpeg1', true],
    ['mpeg2', false],
    ['mpeg2', true],
  ] as const)('finds the tag of %s, mono: %s', async (version, mono) => {
    const perFrame = version === 'mpeg1' ? 1152 : 576;
    expect(await gapless({ version, mono })).toEqual({ skipSamples: 1105, numSamples: 100 * perFrame - 1576, trimSamples: 0 });
  });

  it('finds it behind an ID3 tag full of false beginnings', async () => {
    expect(await gapless({ id3: 300 })).toEqual({ skipSamples: 1105, numSamples: 100 * 1152 - 1576, trimSamples: 0 });
  });

  it('reads Info (constant bit rate) like Xing, and copes with absent fields', async () => {
    expect(await gapless({ name: 'Info', flags: 1 })).toEqual({ skipSamples: 1105, numSamples: 100 * 1152 - 1576, trimSamples: 0 });
    expect(await gapless({ flags: 0 })).toEqual({ skipSamples: 1105, numSamples: undefined, trimSamples: 0 });
  });

  it('says nothing of files without the tag, without a delay in it, or that are no MP3', async () => {
    expect(await gapless({ name: 'None' })).toBeUndefined();
    expect(await gapless({ delay: 0, padding: 0 })).toBeUndefined();
    expect(await readMp3Gapless(blobBytes(new Blob(['no such thing'])))).toBeUndefined();
    expect(await readMp3Gapless(blobBytes(new Blob([])))).toBeUndefined();
  });

  it('never throws on damaged files', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 10 }), fc.nat(500), async (changes, cut) => {
        const data = mp3({ id3: 20 }).slice(0, cut);
        for (const [at, value] of changes) if (at < data.length) data[at] = value;
        const found = await readMp3Gapless(blobBytes(new Blob([data])));
        expect(found?.numSamples ?? 1).toBeGreaterThan(0);
      }),
      { numRuns: 500, seed: 9 },
    );
  });
});
