import { describe, expect, it } from 'vitest';
import type { Channels, SampleEncoding } from '../base/types';
import type { ByteSource } from './audio-source';
import { blobBytes } from './byte-source';
import { NON_FINITE_NOTICE, WavSource } from './wav-source';
import { encodeSamples, wavEncodingFor, wavHeader, wavPadding } from './wav-writer';

const signal = new AbortController().signal;

/** A file of one fmt and one data chunk, samples given as bytes. */
function wav(tag: number, numChannels: number, bits: number, data: Uint8Array, sampleRateHz = 8000): ByteSource {
  const head = new DataView(new ArrayBuffer(44));
  const text = (at: number, value: string) => {
    for (const [i, char] of [...value].entries()) head.setUint8(at + i, char.charCodeAt(0));
  };
  const blockAlign = (numChannels * bits) / 8;
  text(0, 'RIFF');
  head.setUint32(4, 36 + data.length, true);
  text(8, 'WAVEfmt ');
  head.setUint32(16, 16, true);
  head.setUint16(20, tag, true);
  head.setUint16(22, numChannels, true);
  head.setUint32(24, sampleRateHz, true);
  head.setUint32(28, sampleRateHz * blockAlign, true);
  head.setUint16(32, blockAlign, true);
  head.setUint16(34, bits, true);
  text(36, 'data');
  head.setUint32(40, data.length, true);
  return blobBytes(new Blob([head.buffer, Uint8Array.from(data)]));
}

function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

async function readAll(source: WavSource): Promise<Channels> {
  return await source.read(signal, 0, source.format.numSamples);
}

const cases: [SampleEncoding, ByteSource, number[]][] = [
  ['u8', wav(1, 1, 8, Uint8Array.of(0, 64, 128, 255)), [-1, -0.5, 0, 127 / 128]],
  ['s16', wav(1, 1, 16, bytesOf(Int16Array.of(-32768, -1, 0, 1, 32767))), [-1, -1 / 32768, 0, 1 / 32768, 32767 / 32768]],
  [
    's24',
    wav(1, 1, 24, Uint8Array.of(0, 0, 0x80, 0xff, 0xff, 0xff, 1, 0, 0, 0xff, 0xff, 0x7f)),
    [-1, -1 / 8388608, 1 / 8388608, 8388607 / 8388608],
  ],
  ['s32', wav(1, 1, 32, bytesOf(Int32Array.of(-2147483648, 0, 1 << 30, 1 << 8))), [-1, 0, 0.5, 1 / 8388608]],
  ['f32', wav(3, 1, 32, bytesOf(Float32Array.of(-1.5, 0, 0.1))), [-1.5, 0, Math.fround(0.1)]],
  ['f64', wav(3, 1, 64, bytesOf(Float64Array.of(-1.5, 0, 0.1))), [-1.5, 0, Math.fround(0.1)]],
  // ITU-T G.711: the extremes, the smallest steps and zero.
  ['mulaw', wav(7, 1, 8, Uint8Array.of(0x00, 0x80, 0xff, 0x7f, 0xfe, 0x7e)), [-32124, 32124, 0, 0, 8, -8].map((x) => x / 32768)],
  ['alaw', wav(6, 1, 8, Uint8Array.of(0x2a, 0xaa, 0xd5, 0x55)), [-32256, 32256, 8, -8].map((x) => x / 32768)],
];

describe('WavSource', () => {
  it.each(cases)('reads %s to its exact values', async (encoding, bytes, expected) => {
    const source = await WavSource.open(bytes);
    expect(source.format).toEqual({ sampleRateHz: 8000, numChannels: 1, numSamples: expected.length, encoding, label: 'WAV' });
    const [samples] = await readAll(source);
    expect(Array.from(samples ?? [], (x) => x + 0)).toEqual(expected);
  });

  it.each(['u8', 's16', 's24', 's32', 'f32', 'f64', 'mulaw', 'alaw'] as const)(
    'writing %s back and reading it again gives the same samples',
    async (encoding) => {
      const found = cases.find(([name]) => name === encoding);
      if (!found) throw new Error('no such case');
      const source = await WavSource.open(found[1]);
      const before = await readAll(source);
      const spec = { ...source.format, encoding: wavEncodingFor(source.format) };
      const after = await readAll(
        await WavSource.open(blobBytes(new Blob([wavHeader(spec), encodeSamples(before, spec.encoding), wavPadding(spec)]))),
      );
      expect(after).toEqual(before);
    },
  );

  it.each(['s16', 's24'] as const)('every %s integer survives reading and writing', async (encoding) => {
    const numSamples = 65536;
    const bytes = new Uint8Array(numSamples * (encoding === 's16' ? 2 : 3));
    for (let i = 0; i < numSamples; i++) {
      // 257 * i + i: all the 16-bit values, spread over the 24-bit ones.
      if (encoding === 's16') bytes.set([i & 0xff, i >> 8], i * 2);
      else bytes.set([(i * 151) & 0xff, i & 0xff, i >> 8], i * 3);
    }
    const source = await WavSource.open(wav(1, 1, encoding === 's16' ? 16 : 24, bytes));
    expect(encodeSamples(await readAll(source), encoding)).toEqual(bytes);
  });

  it('keeps channels apart: each cell tells its place', async () => {
    const interleaved = Int16Array.from({ length: 6 * 100 }, (_, i) => (i % 6) * 1000 + Math.floor(i / 6));
    const channels = await readAll(await WavSource.open(wav(1, 6, 16, bytesOf(interleaved))));
    expect(channels.map((channel) => [channel[0], channel[99]])).toEqual(
      Array.from({ length: 6 }, (_, c) => [(c * 1000) / 32768, (c * 1000 + 99) / 32768]),
    );
  });

  it('reading in any pieces gives what reading at once gives, also over the piece boundary of one mebibyte', async () => {
    const numSamples = 400_000;
    const interleaved = Float32Array.from({ length: 2 * numSamples }, (_, i) => Math.sin(i * 0.37));
    const source = await WavSource.open(wav(3, 2, 32, bytesOf(interleaved)));
    const whole = await readAll(source);
    expect(whole[1]?.[399_999]).toBe(interleaved[799_999]);
    for (const [start, count] of [
      [0, 1],
      [1, 130_000],
      [131_000, 150_000],
      [399_990, 10],
      [77_777, 77_777],
    ] as const) {
      const piece = await source.read(signal, start, count);
      expect(piece.map((channel) => channel.length)).toEqual([count, count]);
      // toEqual takes seconds for so many samples.
      for (const [c, channel] of piece.entries()) expect(channel.every((x, i) => x === whole[c]?.[start + i])).toBe(true);
    }
  });

  it('a range is cut at the end, and is empty beyond it', async () => {
    const source = await WavSource.open(wav(1, 2, 16, bytesOf(Int16Array.of(1, 2, 3, 4, 5, 6))));
    expect((await source.read(signal, 2, 100)).map((channel) => channel.length)).toEqual([1, 1]);
    expect((await source.read(signal, 3, 100)).map((channel) => channel.length)).toEqual([0, 0]);
    expect((await source.read(signal, 1000, 1)).map((channel) => channel.length)).toEqual([0, 0]);
  });

  it.each(['f32', 'f64'] as const)(
    'samples of %s that are not finite are read as 0, and the read that meets them says so once',
    async (encoding) => {
      const values = [0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0.5];
      const data = encoding === 'f32' ? Float32Array.from(values) : Float64Array.from(values);
      const source = await WavSource.open(wav(3, 1, encoding === 'f32' ? 32 : 64, bytesOf(data)));
      await source.read(signal, 0, 1);
      expect(source.notices).toEqual([]);
      expect(await readAll(source)).toEqual([Float32Array.of(0.5, 0, 0, 0, -0.5)]);
      expect(await readAll(source)).toEqual([Float32Array.of(0.5, 0, 0, 0, -0.5)]);
      expect(source.notices).toEqual([NON_FINITE_NOTICE]);
    },
  );

  it('a 64-bit sample beyond the range of 32 bits is read as 0, not as infinity', async () => {
    const source = await WavSource.open(wav(3, 1, 64, bytesOf(Float64Array.of(1e300))));
    expect(await readAll(source)).toEqual([Float32Array.of(0)]);
  });

  it('an aborted read rejects with an AbortError', async () => {
    const source = await WavSource.open(wav(1, 1, 16, bytesOf(Int16Array.of(1))));
    await expect(source.read(AbortSignal.abort(), 0, 1)).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('a file that shrank after it was opened is unreadable', async () => {
    const bytes = wav(1, 1, 16, bytesOf(new Int16Array(100)));
    const source = await WavSource.open({ size: bytes.size, read: (start, length) => bytes.read(start, Math.min(length, 50)) });
    await expect(source.read(signal, 0, 100)).rejects.toMatchObject({ code: 'file/unreadable' });
  });
});
