/** A file of more than 4 GiB, written on the disk (sparse: what is not written takes no room) and read back by our reader and by mediabunny's. */
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALL_FORMATS, AudioSampleSink, FilePathSource, Input } from 'mediabunny';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Channels } from '../base/types';
import type { ByteSource } from './audio-source';
import { WavSource } from './wav-source';
import { encodeSamples, wavHeader, wavPadding } from './wav-writer';

const SPEC = { sampleRateHz: 48_000, numChannels: 2, numSamples: 1_100_000_000, encoding: 's16' } as const;
const BLOCK = 4800;
const signal = new AbortController().signal;
let folder = '';
let path = '';
let file: FileHandle;

/** What stands at a sample: told by its place, so that a place that is off would show. */
function block(start: number): Channels {
  return [1, 7].map((factor) => Float32Array.from({ length: BLOCK }, (_, i) => (((start + i) * factor) % 30_000) / 32_768));
}

const PLACES = [0, Math.floor((2 ** 32 - 44) / 4) - 2000, SPEC.numSamples - BLOCK];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limpid-'));
  path = join(folder, 'long.wav');
  const head = wavHeader(SPEC);
  file = await open(path, 'w+');
  await file.write(head, 0, head.length, 0);
  for (const start of PLACES) {
    const bytes = encodeSamples(block(start), 's16');
    await file.write(bytes, 0, bytes.length, head.length + start * 4);
  }
  await file.write(wavPadding(SPEC));
});

afterAll(async () => {
  await file.close();
  await rm(folder, { recursive: true });
});

describe('an RF64 file of more than 4 GiB', () => {
  it('that the writer began is read at its beginning, across 4 GiB and at its end', async () => {
    const { size } = await file.stat();
    expect(size).toBeGreaterThan(2 ** 32);
    const bytes: ByteSource = {
      size,
      async read(start, length) {
        const buffer = new Uint8Array(Math.max(0, Math.min(length, size - start)));
        await file.read(buffer, 0, buffer.length, start);
        return buffer;
      },
    };
    const source = await WavSource.open(bytes);
    expect(source.format).toMatchObject({ numSamples: SPEC.numSamples, sampleRateHz: 48_000, numChannels: 2, encoding: 's16' });
    expect(source.notices).toEqual([]);
    for (const start of PLACES) expect(await source.read(signal, start, BLOCK)).toEqual(block(start));
  });

  it('is the same to another reader', async () => {
    const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS });
    const track = await input.getPrimaryAudioTrack();
    if (!track) throw new Error('no track');
    expect(Math.round((await track.computeDuration()) * 48_000)).toBe(SPEC.numSamples);
    const sink = new AudioSampleSink(track);
    for (const start of PLACES) {
      const sample = await sink.getSample(start / 48_000);
      if (!sample) throw new Error('no sample');
      const at = Math.round(sample.timestamp * 48_000);
      const offset = Math.max(0, start - at);
      const left = new Float32Array(sample.numberOfFrames);
      sample.copyTo(left, { planeIndex: 0, format: 'f32-planar' });
      const inside = Math.min(sample.numberOfFrames - offset, BLOCK);
      expect(inside).toBeGreaterThan(100);
      expect(left.subarray(offset, offset + inside)).toEqual(block(start)[0]?.subarray(0, inside));
      sample.close();
    }
    input.dispose();
  });
});
