/** PCM in a video container takes the whole path of compressed files and needs no codec, so it runs in Node. */
import { AudioSample, AudioSampleSource, BufferTarget, MkvOutputFormat, MovOutputFormat, Output, type OutputFormat } from 'mediabunny';
import { describe, expect, it } from 'vitest';
import type { PcmStore } from '../base/pcm-store';
import type { Channels } from '../base/types';
import { blobBytes } from './byte-source';
import { decodeEncoded } from './encoded-source';

const signal = new AbortController().signal;
const RATE = 8000;

/** Sample i of channel c as an integer: each cell tells its place. */
function cell(i: number, c: number): number {
  return ((i * 7 + c * 1000) % 30_000) - 15_000;
}

/** A file of blocks of PCM at the given times. */
async function encode(
  format: OutputFormat,
  blocks: readonly { atSec: number; from: number; count: number }[],
  numChannels = 2,
): Promise<Uint8Array<ArrayBuffer>> {
  const target = new BufferTarget();
  const output = new Output({ format, target });
  const source = new AudioSampleSource({ codec: 'pcm-s16' });
  output.addAudioTrack(source);
  await output.start();
  for (const { atSec, from, count } of blocks) {
    const data = Int16Array.from({ length: count * numChannels }, (_, k) => cell(from + Math.floor(k / numChannels), k % numChannels));
    const sample = new AudioSample({ data, format: 's16', numberOfChannels: numChannels, sampleRate: RATE, timestamp: atSec });
    await source.add(sample);
    sample.close();
  }
  await output.finalize();
  return new Uint8Array(target.buffer ?? new ArrayBuffer(0));
}

/** Keeps whole channels; counts what is made and disposed. */
function stores() {
  const counts = { made: 0, disposed: 0 };
  const makeStore = async (numChannels: number): Promise<PcmStore> => {
    counts.made++;
    const channels: number[][] = Array.from({ length: numChannels }, () => []);
    return {
      kind: 'memory',
      numChannels,
      get numSamples() {
        return channels[0]?.length ?? 0;
      },
      append(block: Channels) {
        for (const [c, plane] of block.entries()) channels[c]?.push(...plane);
      },
      read: (start, count) => channels.map((channel) => Float32Array.from(channel.slice(start, start + count))),
      dispose: () => void counts.disposed++,
    };
  };
  return { counts, makeStore };
}

function expected(from: number, count: number, numChannels = 2): Channels {
  return Array.from({ length: numChannels }, (_, c) => Float32Array.from({ length: count }, (__, i) => cell(from + i, c) / 32768));
}

const seconds = (count: number) => Array.from({ length: count }, (_, s) => ({ atSec: s, from: s * RATE, count: RATE }));

function bytesOf(data: Uint8Array<ArrayBuffer>) {
  return blobBytes(new Blob([data]));
}

describe('decodeEncoded', () => {
  it.each([
    ['MOV (PCM)', new MovOutputFormat()],
    ['Matroska (PCM)', new MkvOutputFormat()],
  ])('reads %s to the sample, with its encoding, and reports rising progress', async (label, format) => {
    const { makeStore } = stores();
    const progress: number[] = [];
    const source = await decodeEncoded(signal, bytesOf(await encode(format, seconds(3))), {
      makeStore,
      onProgress: (f) => progress.push(f),
    });
    expect(source.format).toEqual({ sampleRateHz: RATE, numChannels: 2, numSamples: 3 * RATE, encoding: 's16', label });
    expect(source.notices).toEqual([]);
    expect(await source.read(signal, 0, 3 * RATE)).toEqual(expected(0, 3 * RATE));
    expect(await source.read(signal, 7999, 5)).toEqual(expected(7999, 5));
    expect(progress.at(-1)).toBeCloseTo(1, 2);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  });

  it('keeps a hole in the time stamps as silence, so that all that follows stays in time', async () => {
    const blocks = [
      { atSec: 0, from: 0, count: RATE },
      { atSec: 2, from: 2 * RATE, count: RATE },
    ];
    const source = await decodeEncoded(signal, bytesOf(await encode(new MkvOutputFormat(), blocks)), stores());
    expect(source.format.numSamples).toBe(3 * RATE);
    expect(await source.read(signal, RATE, RATE)).toEqual([new Float32Array(RATE), new Float32Array(RATE)]);
    expect(await source.read(signal, 2 * RATE, RATE)).toEqual(expected(2 * RATE, RATE));
  });

  it('a file that was cut off gives what is there, with a notice', async () => {
    const whole = await encode(new MovOutputFormat({ fastStart: 'in-memory' }), seconds(3));
    const source = await decodeEncoded(signal, bytesOf(whole.slice(0, whole.length - 40_000)), stores());
    const { numSamples } = source.format;
    expect(numSamples).toBeGreaterThan(0);
    expect(numSamples).toBeLessThan(2 * RATE);
    expect(await source.read(signal, 0, numSamples)).toEqual(expected(0, numSamples));
    expect(source.notices.length).toBeGreaterThan(0);
  });

  it('a file without its index is corrupt', async () => {
    const whole = await encode(new MovOutputFormat({ fastStart: false }), seconds(3));
    await expect(decodeEncoded(signal, bytesOf(whole.slice(0, 50_000)), stores())).rejects.toMatchObject({
      code: 'decode/corrupt',
      message: expect.stringContaining('cut off'),
    });
  });

  it('an abort while decoding is an AbortError and leaves no store behind', async () => {
    const { counts, makeStore } = stores();
    const controller = new AbortController();
    const data = await encode(new MkvOutputFormat(), seconds(20));
    const run = decodeEncoded(controller.signal, bytesOf(data), { makeStore, onProgress: (f) => f > 0.3 && controller.abort() });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(counts).toEqual({ made: 1, disposed: 1 });
  });

  it('an error of the store passes through and disposes it', async () => {
    const { counts, makeStore } = stores();
    const full = async (numChannels: number): Promise<PcmStore> =>
      Object.assign(await makeStore(numChannels), {
        append: () => {
          throw new RangeError('Array buffer allocation failed');
        },
      });
    await expect(
      decodeEncoded(signal, bytesOf(await encode(new MkvOutputFormat(), seconds(1))), { makeStore: full }),
    ).rejects.toMatchObject({
      code: 'memory/exhausted',
    });
    expect(counts).toEqual({ made: 1, disposed: 1 });
  });

  it('the source disposes its store', async () => {
    const { counts, makeStore } = stores();
    const source = await decodeEncoded(signal, bytesOf(await encode(new MkvOutputFormat(), seconds(1))), { makeStore });
    expect(counts.disposed).toBe(0);
    source.dispose();
    expect(counts.disposed).toBe(1);
  });
});
