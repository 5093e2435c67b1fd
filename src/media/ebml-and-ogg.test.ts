import { describe, expect, it } from 'vitest';
import { blobBytes } from './byte-source';
import { readMatroskaDelay } from './matroska-delay';
import { isOggFlac, oggFlacBytes } from './ogg-flac';

function element(id: number[], ...body: number[]): number[] {
  return [...id, 0x40 | (body.length >> 8), body.length & 0xff, ...body];
}

function bytesOf(data: readonly number[]) {
  return blobBytes(new Blob([Uint8Array.from(data)]));
}

describe('readMatroskaDelay', () => {
  const tracks = element(
    [0x16, 0x54, 0xae, 0x6b],
    ...element([0xae], ...element([0xd7], 1), ...element([0x86], 0x56)),
    ...element([0xae], ...element([0xd7], 2), ...element([0x56, 0xaa], 0x63, 0x2e, 0xa0)),
  );
  const group = (track: number, padding: number) =>
    element([0xa0], ...element([0xa1], 0x80 | track, 0, 0, 0, 9), ...element([0x75, 0xa2], padding));
  const simple = (track: number) => element([0xa3], 0x80 | track, 0, 0, 0, 9);
  const file = (...cluster: number[]) => [
    ...element([0x1a, 0x45, 0xdf, 0xa3], 0),
    ...element([0x18, 0x53, 0x80, 0x67], ...tracks, ...element([0x1f, 0x43, 0xb6, 0x75], ...cluster)),
  ];

  it("reads the delay of the track's own entry and the padding of its last block", async () => {
    expect(await readMatroskaDelay(bytesOf(file(...simple(2), ...group(2, 77), ...group(1, 99))), 2)).toEqual({
      delayNs: 6_500_000,
      paddingNs: 77,
    });
  });

  it('knows no padding of a last block without one, and no delay of a track without one', async () => {
    expect(await readMatroskaDelay(bytesOf(file(...group(2, 77), ...simple(2))), 2)).toEqual({ delayNs: 6_500_000, paddingNs: 0 });
    expect(await readMatroskaDelay(bytesOf(file(...simple(1))), 1)).toEqual({ delayNs: undefined, paddingNs: 0 });
    expect(await readMatroskaDelay(bytesOf([1, 2, 3]), 1)).toEqual({ delayNs: undefined, paddingNs: 0 });
  });
});

describe('oggFlacBytes', () => {
  const page = (serial: number, body: readonly number[]) => [
    ...new TextEncoder().encode('OggS'),
    ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ...[serial, 0, 0, 0],
    ...[0, 0, 0, 0, 0, 0, 0, 0],
    Math.floor(body.length / 255) + 1,
    ...new Array<number>(Math.floor(body.length / 255)).fill(255),
    body.length % 255,
    ...body,
  ];
  const head = [0x7f, ...new TextEncoder().encode('FLAC'), 1, 0, 0, 1, ...new TextEncoder().encode('fLaC'), 42];
  const long = Array.from({ length: 600 }, (_, i) => i % 251);
  const file = [...page(5, head), ...page(6, [1, 1, 1]), ...page(5, long), 0, 0, ...page(5, [7, 8, 9])];
  const stream = [...new TextEncoder().encode('fLaC'), 42, ...long, 7, 8, 9];

  it('joins the pages of its own stream and steps over others and over damage', async () => {
    expect(isOggFlac(Uint8Array.from(file))).toBe(true);
    const bytes = await oggFlacBytes(bytesOf(file));
    expect(bytes.size).toBe(stream.length);
    expect(Array.from(await bytes.read(0, 10_000))).toEqual(stream);
    for (const [start, length] of [
      [3, 5],
      [600, 20],
      [604, 1],
      [607, 5],
      [608, 5],
    ] as const)
      expect(Array.from(await bytes.read(start, length))).toEqual(stream.slice(start, start + length));
  });

  it('ends where a file breaks off', async () => {
    const bytes = await oggFlacBytes(bytesOf(file.slice(0, file.length - 2)));
    expect(Array.from(await bytes.read(0, 10_000))).toEqual(stream.slice(0, -2));
  });
});
