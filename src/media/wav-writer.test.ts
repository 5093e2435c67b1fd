import { describe, expect, it } from 'vitest';
import type { SampleEncoding } from '../base/types';
import { encodeSamples, wavEncodingFor, wavHeader, wavPadding } from './wav-writer';

function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

describe('wavHeader', () => {
  it('of 16-bit stereo is the classic 44 bytes', () => {
    const head = wavHeader({ sampleRateHz: 44_100, numChannels: 2, numSamples: 1000, encoding: 's16' });
    expect(head.length).toBe(44);
    expect([0, 8, 12, 36].map((at) => text(head, at))).toEqual(['RIFF', 'WAVE', 'fmt ', 'data']);
    const v = view(head);
    expect([4, 16, 24, 28, 40].map((at) => v.getUint32(at, true))).toEqual([36 + 4000, 16, 44_100, 176_400, 4000]);
    expect([20, 22, 32, 34].map((at) => v.getUint16(at, true))).toEqual([1, 2, 4, 16]);
  });

  it.each([
    ['s24', 1, 1, 0x4],
    ['s16', 6, 1, 0x3f],
    ['f32', 8, 3, 0x63f],
    ['s24', 20, 1, 0],
  ] as const)('of %s with %i channels is extensible, with sub-format %i and speakers 0x%s', (encoding, numChannels, tag, mask) => {
    const v = view(wavHeader({ sampleRateHz: 48_000, numChannels, numSamples: 10, encoding }));
    expect([v.getUint32(16, true), v.getUint16(20, true), v.getUint16(36, true), v.getUint32(40, true), v.getUint16(44, true)]).toEqual([
      40,
      0xfffe,
      22,
      mask,
      tag,
    ]);
  });

  it('of floats has a fact chunk with the number of samples', () => {
    const head = wavHeader({ sampleRateHz: 48_000, numChannels: 2, numSamples: 1234, encoding: 'f32' });
    expect(text(head, 38)).toBe('fact');
    expect(view(head).getUint32(46, true)).toBe(1234);
    expect(head.length).toBe(58);
  });

  it('counts the padding of an odd number of bytes in the size of the file, not in that of the samples', () => {
    const spec = { sampleRateHz: 48_000, numChannels: 1, numSamples: 3, encoding: 's24' } as const;
    const head = wavHeader(spec);
    expect(wavPadding(spec).length).toBe(1);
    expect(view(head).getUint32(head.length - 4, true)).toBe(9);
    expect(view(head).getUint32(4, true)).toBe(head.length + 9 + 1 - 8);
    expect(wavPadding({ ...spec, numSamples: 4 }).length).toBe(0);
  });

  it('turns to RF64 exactly where 32 bits no longer hold the size of the file', () => {
    const spec = { sampleRateHz: 48_000, numChannels: 1, encoding: 's16' } as const;
    // 36 bytes of header count; 0xffffffff itself means "see ds64".
    const longest = (2 ** 32 - 2 - 36) / 2;
    expect(text(wavHeader({ ...spec, numSamples: longest }), 0)).toBe('RIFF');
    const head = wavHeader({ ...spec, numSamples: longest + 1 });
    const v = view(head);
    expect([text(head, 0), text(head, 12), v.getUint32(4, true), v.getUint32(head.length - 4, true)]).toEqual([
      'RF64',
      'ds64',
      0xffffffff,
      0xffffffff,
    ]);
    const dataBytes = BigInt(longest + 1) * 2n;
    expect([v.getBigUint64(20, true), v.getBigUint64(28, true), v.getBigUint64(36, true)]).toEqual([
      dataBytes + BigInt(head.length - 8),
      dataBytes,
      BigInt(longest + 1),
    ]);
  });
});

describe('encodeSamples', () => {
  it('rounds to the nearest integer, halves away from zero', () => {
    const steps = [0.49, 0.5, -0.49, -0.5, 1.5, -1.5, 2.4999];
    const out = encodeSamples([Float32Array.from(steps, (x) => x / 32768)], 's16');
    expect(Array.from(new Int16Array(out.buffer))).toEqual([0, 1, 0, -1, 2, -2, 2]);
  });

  it('clips at full scale and never wraps', () => {
    const hot = Float32Array.of(1, 1.5, -1, -1.5, 1e30, -1e30, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    expect(Array.from(new Int16Array(encodeSamples([hot], 's16').buffer))).toEqual([
      32767, 32767, -32768, -32768, 32767, -32768, 32767, -32768,
    ]);
    expect(Array.from(encodeSamples([hot], 's24').subarray(0, 12))).toEqual([0xff, 0xff, 0x7f, 0xff, 0xff, 0x7f, 0, 0, 0x80, 0, 0, 0x80]);
  });

  it.each(['s16', 's24', 'f32'] as const)('never writes NaN: %s gets 0', (encoding) => {
    expect(encodeSamples([Float32Array.of(Number.NaN)], encoding).every((byte) => byte === 0)).toBe(true);
  });

  it('writes floats as they are, above full scale too, infinity as 0', () => {
    const out = encodeSamples([Float32Array.of(0.1, 1.5, Number.POSITIVE_INFINITY)], 'f32');
    expect(new Float32Array(out.buffer)).toEqual(Float32Array.of(0.1, 1.5, 0));
  });

  it('interleaves channels', () => {
    const out = encodeSamples(
      [Float32Array.of(1, 2), Float32Array.of(3, 4), Float32Array.of(5, 6)].map((c) => c.map((x) => x / 32768)),
      's16',
    );
    expect(Array.from(new Int16Array(out.buffer))).toEqual([1, 3, 5, 2, 4, 6]);
  });

  it('adds dither before rounding, in steps of the last bit', () => {
    const quarters = new Float32Array(4).fill(0.25 / 32768);
    const dither = [0.6, -0.6, 0.4, -1.4].values();
    expect(Array.from(new Int16Array(encodeSamples([quarters], 's16', () => dither.next().value ?? 0).buffer))).toEqual([1, 0, 1, -1]);
  });

  it('adds no dither to what is a step of the scale already', () => {
    const steps = Float32Array.of(0, 5 / 32768, -1);
    expect(Array.from(new Int16Array(encodeSamples([steps], 's16', () => 0.9).buffer))).toEqual([0, 5, -32768]);
  });

  it('of no samples is no bytes', () => {
    expect(encodeSamples([new Float32Array(0), new Float32Array(0)], 's24').length).toBe(0);
  });
});

describe('wavEncodingFor', () => {
  it.each<[SampleEncoding, string]>([
    ['u8', 's16'],
    ['s16', 's16'],
    ['mulaw', 's16'],
    ['alaw', 's16'],
    ['s24', 's24'],
    ['compressed', 's24'],
    ['s32', 'f32'],
    ['f32', 'f32'],
    ['f64', 'f32'],
  ])('writes %s as %s', (encoding, expected) => {
    expect(wavEncodingFor({ sampleRateHz: 1, numChannels: 1, numSamples: 1, encoding, label: '' })).toBe(expected);
  });
});
