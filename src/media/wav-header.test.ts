import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LimpidError } from '../base/errors';
import type { ByteSource } from './audio-source';
import { blobBytes } from './byte-source';
import { readWavHeader } from './wav-header';
import { WavSource } from './wav-source';
import { encodeSamples, wavHeader } from './wav-writer';

const signal = new AbortController().signal;
const PCM_GUID_TAIL = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];

function ascii(value: string): number[] {
  return [...value].map((char) => char.charCodeAt(0));
}

function le(value: number, numBytes: number): number[] {
  return Array.from({ length: numBytes }, (_, i) => Math.floor(value / 256 ** i) % 256);
}

function chunk(id: string, body: readonly number[], size = body.length): number[] {
  return [...ascii(id), ...le(size, 4), ...body];
}

interface Fmt {
  tag?: number;
  numChannels?: number;
  rate?: number;
  blockAlign?: number;
  bits?: number;
}

function fmt({ tag = 1, numChannels = 1, rate = 1000, blockAlign = 2, bits = 16 }: Fmt = {}, extra: readonly number[] = []): number[] {
  return chunk('fmt ', [
    ...le(tag, 2),
    ...le(numChannels, 2),
    ...le(rate, 4),
    ...le(rate * blockAlign, 4),
    ...le(blockAlign, 2),
    ...le(bits, 2),
    ...extra,
  ]);
}

function extensible(bits: number, validBits: number, blockAlign: number, tag = 1, tail = PCM_GUID_TAIL): number[] {
  return fmt({ tag: 0xfffe, bits, blockAlign }, [...le(22, 2), ...le(validBits, 2), ...le(4, 4), ...le(tag, 2), ...tail]);
}

function riff(...chunks: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> {
  const body = chunks.flat();
  return Uint8Array.from([...ascii('RIFF'), ...le(body.length + 4, 4), ...ascii('WAVE'), ...body]);
}

function bytesOf(data: Uint8Array<ArrayBuffer>): ByteSource {
  return blobBytes(new Blob([data]));
}

const FOUR = [1, 0, 2, 0, 3, 0, 4, 0];

async function samplesOf(data: Uint8Array<ArrayBuffer>): Promise<number[]> {
  const source = await WavSource.open(bytesOf(data));
  const [first] = await source.read(signal, 0, source.format.numSamples);
  return Array.from(first ?? [], (x) => x * 32768);
}

describe('readWavHeader on unusual files', () => {
  it('skips unknown chunks before and after the samples, odd ones with their padding', async () => {
    expect(
      await samplesOf(
        riff(chunk('JUNK', [1, 2, 3]).concat(0), fmt(), chunk('bext', [9, 9, 9, 9]), chunk('data', FOUR), chunk('LIST', [7, 7])),
      ),
    ).toEqual([1, 2, 3, 4]);
  });

  it('finds the chunk after an odd-sized one that was not padded', async () => {
    expect(await samplesOf(riff(fmt(), chunk('LIST', [1, 2, 3]), chunk('data', FOUR)))).toEqual([1, 2, 3, 4]);
  });

  it('reads a file whose samples stand before their description', async () => {
    expect(await samplesOf(riff(chunk('data', FOUR), fmt()))).toEqual([1, 2, 3, 4]);
  });

  it.each([0, 0xffffffff, 0x7ffff000])(
    'a data size of %i in a streamed recording means: to the end of the file, with a notice',
    async (size) => {
      const data = riff(fmt(), chunk('data', FOUR, size));
      expect(await samplesOf(data)).toEqual([1, 2, 3, 4]);
      expect((await readWavHeader(bytesOf(data))).notices).toEqual([expect.stringContaining('does not say how long')]);
    },
  );

  it('a file that ends early is read as far as it goes, and says by how much', async () => {
    const data = riff(fmt(), chunk('data', FOUR, 8 + 6400));
    expect(await samplesOf(data)).toEqual([1, 2, 3, 4]);
    expect((await readWavHeader(bytesOf(data))).notices).toEqual(['The file ends 3.2 s before its header says; what is there was read.']);
  });

  it('half a sample at the end is ignored', async () => {
    expect(await samplesOf(riff(fmt(), chunk('data', [...FOUR, 5])))).toEqual([1, 2, 3, 4]);
    const stereo = await readWavHeader(bytesOf(riff(fmt({ numChannels: 2, blockAlign: 4 }), chunk('data', [...FOUR, 5, 0]))));
    expect(stereo.format.numSamples).toBe(2);
  });

  it('a WAV header without notices has none', async () => {
    expect((await readWavHeader(bytesOf(riff(fmt(), chunk('data', FOUR))))).notices).toEqual([]);
  });

  it('reads RF64 and BW64 by their ds64 chunk', async () => {
    for (const kind of ['RF64', 'BW64']) {
      const ds64 = chunk('ds64', [...le(2 ** 33, 8), ...le(8, 8), ...le(4, 8), ...le(0, 4)]);
      const data = riff(ds64, fmt(), chunk('data', FOUR, 0xffffffff), chunk('LIST', [1, 1]));
      data.set(ascii(kind));
      expect(await samplesOf(data)).toEqual([1, 2, 3, 4]);
      expect((await readWavHeader(bytesOf(data))).notices).toEqual([]);
    }
  });

  it('finds samples beyond 4 GiB and reads only what it needs of such a file', async () => {
    const spec = { sampleRateHz: 96_000, numChannels: 2, numSamples: 3e9, encoding: 's24' } as const;
    const head = wavHeader(spec);
    const requested: number[] = [];
    const bytes: ByteSource = {
      size: head.length + 3e9 * 6,
      async read(start, length) {
        requested.push(length);
        return start >= head.length ? new Uint8Array(length).fill(start > 2 ** 33 ? 1 : 0) : head.slice(start, start + length);
      },
    };
    const source = await WavSource.open(bytes);
    expect(source.format.numSamples).toBe(3e9);
    expect((await source.read(signal, 2_999_999_999, 10))[1]).toEqual(Float32Array.of(0x010101 / 8388608));
    // Samples come in pieces of a mebibyte.
    expect(requested.reduce((a, b) => a + b)).toBeLessThan(2 ** 21);
  });

  it('24 bits in containers of 32 count as s24 and lose nothing', async () => {
    const source = await WavSource.open(bytesOf(riff(extensible(32, 24, 4), chunk('data', [0, 1, 2, 0x80, 0, 3, 0, 0]))));
    expect(source.format.encoding).toBe('s24');
    const channels = await source.read(signal, 0, 2);
    expect(Array.from(encodeSamples(channels, 's24'))).toEqual([1, 2, 0x80, 3, 0, 0]);
  });

  it('the block size decides between 24 bits in three bytes and in four', async () => {
    expect((await readWavHeader(bytesOf(riff(fmt({ bits: 24, blockAlign: 3 }), chunk('data', FOUR))))).storedAs).toBe('s24');
    expect((await readWavHeader(bytesOf(riff(fmt({ bits: 24, blockAlign: 4 }), chunk('data', FOUR))))).storedAs).toBe('s32');
  });

  it('reads the extensible form of PCM, floats and Ambisonic B-format', async () => {
    const ambisonic = [0, 0, 0x21, 0x07, 0xd3, 0x11, 0x86, 0x44, 0xc8, 0xc1, 0xca, 0, 0, 0];
    expect((await readWavHeader(bytesOf(riff(extensible(16, 16, 2), chunk('data', FOUR))))).storedAs).toBe('s16');
    expect((await readWavHeader(bytesOf(riff(extensible(32, 32, 4, 3), chunk('data', FOUR))))).storedAs).toBe('f32');
    expect((await readWavHeader(bytesOf(riff(extensible(16, 16, 2, 1, ambisonic), chunk('data', FOUR))))).storedAs).toBe('s16');
  });

  it.each([
    [1, 1],
    [64, 768_000],
    [3, 11_025],
  ])('reads %i channels at %i Hz', async (numChannels, rate) => {
    const data = riff(fmt({ numChannels, rate, blockAlign: numChannels * 2 }), chunk('data', new Array<number>(numChannels * 4).fill(0)));
    expect((await readWavHeader(bytesOf(data))).format).toMatchObject({ numChannels, sampleRateHz: rate, numSamples: 2 });
  });
});

const bad: [string, string, Uint8Array<ArrayBuffer>, RegExp][] = [
  ['an empty file', 'decode/empty-file', new Uint8Array(0), /empty/],
  ['a text file', 'decode/unsupported', Uint8Array.from(ascii('Dear diary, today')), /the text “Dear diary,”/],
  ['bytes of no format', 'decode/corrupt', Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), /the bytes 01 02 03/],
  ['a lone RIFF', 'decode/corrupt', Uint8Array.from(ascii('RIFF')), /RIFF/],
  ['an AVI file', 'decode/unsupported', Uint8Array.from([...ascii('RIFF'), 0, 0, 0, 0, ...ascii('AVI LIST')]), /AVI/],
  ['a big-endian WAV', 'decode/unsupported', Uint8Array.from([...ascii('RIFX'), 0, 0, 0, 9, ...ascii('WAVEfmt ')]), /RIFX/],
  ['a header cut in two', 'decode/corrupt', riff(fmt()).slice(0, 30), /no sound/],
  ['no fmt chunk', 'decode/corrupt', riff(chunk('data', FOUR)), /no description/],
  ['no data chunk', 'decode/corrupt', riff(fmt(), chunk('LIST', [1, 1])), /no sound/],
  ['an empty data chunk', 'decode/no-audio', riff(fmt(), chunk('data', [])), /not a single sample/],
  ['an empty data chunk before another', 'decode/no-audio', riff(fmt(), chunk('data', []), chunk('LIST', [1, 1])), /not a single sample/],
  ['less than one sample', 'decode/no-audio', riff(fmt(), chunk('data', [1])), /not a single sample/],
  ['ADPCM', 'decode/unsupported', riff(fmt({ tag: 0x11, bits: 4, blockAlign: 256 }), chunk('data', FOUR)), /IMA ADPCM.*0x0011.*Export/],
  ['an unknown format tag', 'decode/unsupported', riff(fmt({ tag: 0x1234 }), chunk('data', FOUR)), /0x1234/],
  [
    'an unknown sub-format',
    'decode/unsupported',
    riff(extensible(16, 16, 2, 1, new Array<number>(14).fill(7)), chunk('data', FOUR)),
    /sub-format/,
  ],
  ['no channels', 'decode/corrupt', riff(fmt({ numChannels: 0 }), chunk('data', FOUR)), /0 channels/],
  ['a rate of 0', 'decode/corrupt', riff(fmt({ rate: 0 }), chunk('data', FOUR)), /0 Hz/],
  ['65 channels', 'decode/unsupported', riff(fmt({ numChannels: 65, blockAlign: 130 }), chunk('data', FOUR)), /65 channels/],
  ['a rate of 4 GHz', 'decode/unsupported', riff(fmt({ rate: 4e9 }), chunk('data', FOUR)), /768000/],
  [
    'a block that the channels do not divide',
    'decode/corrupt',
    riff(fmt({ numChannels: 2, blockAlign: 3, bits: 8 }), chunk('data', FOUR)),
    /3 bytes for 2/,
  ],
  ['more bits than bytes', 'decode/corrupt', riff(fmt({ bits: 24, blockAlign: 2 }), chunk('data', FOUR)), /24 bits/],
  ['half-precision floats', 'decode/unsupported', riff(fmt({ tag: 3 }), chunk('data', FOUR)), /16 bits/],
];

describe('readWavHeader on bad files', () => {
  it.each(bad)('%s is refused as %s', async (_, code, data, message) => {
    const error: unknown = await readWavHeader(bytesOf(data)).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(LimpidError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('a file of nothing but empty chunks is given up long before its end', async () => {
    const empty = Uint8Array.from([...ascii('JUNK'), 0, 0, 0, 0]);
    const head = Uint8Array.from([...ascii('RIFF'), 0, 0, 0, 0, ...ascii('WAVE')]);
    let numReads = 0;
    const bytes: ByteSource = {
      size: 2 ** 40,
      async read(start) {
        numReads++;
        return start === 0 ? head : empty;
      },
    };
    await expect(readWavHeader(bytes)).rejects.toMatchObject({ code: 'decode/corrupt' });
    expect(numReads).toBeLessThan(10_000);
  });

  it('whatever is done to its header, a file is read within its own size or refused with a typed error', async () => {
    const base = [
      riff(fmt(), chunk('data', FOUR)),
      riff(chunk('JUNK', [0, 0]), extensible(24, 24, 3), chunk('data', [...FOUR, 1]), [0], chunk('LIST', [1, 1])),
      Uint8Array.from([...wavHeader({ sampleRateHz: 48_000, numChannels: 2, numSamples: 2 ** 31, encoding: 'f32' }), ...FOUR, ...FOUR]),
    ];
    const mutations = fc.array(fc.tuple(fc.nat(110), fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x7f, 0x80, 0xfe, 0xff))), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...base), mutations, fc.nat(130), async (valid, changes, cut) => {
        const data = valid.slice(0, cut < 100 ? valid.length : cut);
        for (const [at, value] of changes) if (at < data.length) data[at] = value;
        let numReads = 0;
        const bytes: ByteSource = {
          size: data.length,
          async read(start, length) {
            numReads++;
            // A request beyond the file may be cut; a buffer for it may not be made from a length in the file.
            expect(length).toBeLessThanOrEqual(Math.max(64, data.length));
            return data.slice(start, start + length);
          },
        };
        try {
          const source = await WavSource.open(bytes);
          const { numSamples, numChannels } = source.format;
          expect(numSamples).toBeLessThanOrEqual(data.length);
          const channels = await source.read(signal, 0, numSamples);
          expect(channels.map((channel) => channel.length)).toEqual(new Array<number>(numChannels).fill(numSamples));
          for (const channel of channels) for (const x of channel) expect(Number.isFinite(x)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(LimpidError);
        }
        expect(numReads).toBeLessThan(100);
      }),
      { numRuns: 2000, seed: 9 },
    );
  });
});
