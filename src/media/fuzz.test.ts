import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LimpidError } from '../base/errors';
import { fuzz } from '../base/fuzz.test-support';
import type { PcmStore } from '../base/pcm-store';
import type { Channels, WavEncoding } from '../base/types';
import { blobBytes } from './byte-source';
import { openInput } from './encoded-track';
import { videoKind } from './export-video';
import { readMatroskaChapters } from './matroska-chapters';
import { readMatroskaDelay } from './matroska-delay';
import { readMp3Gapless } from './mp3-gapless';
import { readMp4Chapters } from './mp4-chapters';
import { isOggFlac, oggFlacBytes } from './ogg-flac';
import { oggWholeBytes } from './ogg-pages';
import { openSource } from './open-source';
import { infoChunk, readTags } from './tags';
import { wavExtras } from './wav-extras';
import { encodeSamples, wavHeader } from './wav-writer';

const signal = new AbortController().signal;

function wav(encoding: WavEncoding, numChannels: number, numSamples = 300, extraChunks: Uint8Array = new Uint8Array(0)): Uint8Array {
  const channels = Array.from({ length: numChannels }, (_, c) =>
    Float32Array.from({ length: numSamples }, (__, i) => Math.sin(i * (c + 1)) / 2),
  );
  const spec = { sampleRateHz: 48_000, numChannels, numSamples, encoding, extraChunks };
  return Uint8Array.from([...wavHeader(spec), ...encodeSamples(channels, encoding)]);
}

function rf64(): Uint8Array {
  const body = wav('s16', 1);
  const out = Uint8Array.from([...body.subarray(0, 12), ...new Array<number>(36).fill(0), ...body.subarray(12)]);
  out.set(new TextEncoder().encode('RF64'), 0);
  out.set(new TextEncoder().encode('ds64'), 12);
  const view = new DataView(out.buffer);
  view.setUint32(4, 0xffffffff, true);
  view.setUint32(16, 28, true);
  view.setUint32(28, 600, true);
  view.setUint32(12 + 36 + 24 + 4, 0xffffffff, true);
  return out;
}

/** Keeps nothing but the last block; refuses what no file of the corpus could hold. */
async function makeStore(numChannels: number): Promise<PcmStore> {
  let numSamples = 0;
  return {
    kind: 'memory',
    numChannels,
    get numSamples() {
      return numSamples;
    },
    append(channels: Channels) {
      for (const channel of channels) expect(channel.every(Number.isFinite)).toBe(true);
      numSamples += channels[0]?.length ?? 0;
    },
    read: () => [],
    dispose: () => undefined,
  };
}

/** The reader's answer: what was read, or the typed error; anything else passes through and fails the case. */
async function answerOf(read: () => Promise<string>): Promise<string> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof LimpidError) || error.code === 'internal/bug') throw error;
    expect(error.message.length).toBeGreaterThan(20);
    return `${error.code} ${error.message}`;
  }
}

async function readWhole(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const source = await openSource(signal, blobBytes(new Blob([bytes])), { makeStore });
  const { numSamples, numChannels, sampleRateHz, encoding, label } = source.format;
  expect(Number.isSafeInteger(numSamples) && numSamples > 0 && sampleRateHz > 0 && numChannels > 0).toBe(true);
  if (label === 'WAV') {
    for (const start of [0, Math.max(0, numSamples - 100)]) {
      const channels = await source.read(signal, start, 200);
      expect(channels.length).toBe(numChannels);
      for (const channel of channels)
        expect(channel.length === Math.min(200, numSamples - start) && channel.every(Number.isFinite)).toBe(true);
    }
  }
  source.dispose();
  return `${label} ${encoding} ${numChannels > 2} ${source.notices.join()}`;
}

/** Everything that looks at a file beside the decoders. */
async function lookAround(data: Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = blobBytes(new Blob([data]));
  const gapless = await readMp3Gapless(bytes);
  const { delayNs, paddingNs } = await readMatroskaDelay(bytes, 2);
  expect(paddingNs).toBeGreaterThanOrEqual(0);
  const whole = await oggWholeBytes(bytes);
  expect(whole <= data.length).toBe(true);
  const flac = isOggFlac(data.subarray(0, 64)) ? await oggFlacBytes(bytes) : undefined;
  if (flac) expect((await flac.read(0, flac.size)).length).toBe(flac.size);
  const kind = await videoKind(bytes);
  const input = await openInput(bytes);
  const tags = await readTags(input);
  input.dispose();
  const extras = await wavExtras(bytes);
  const chapters = await readMp4Chapters(bytes);
  for (const { startSec, title } of chapters) expect(Number.isFinite(startSec) && title.length < 300).toBe(true);
  const matroska = await readMatroskaChapters(bytes);
  expect(extras?.length ?? 0).toBeLessThanOrEqual(data.length + 1000);
  return `${gapless !== undefined} ${delayNs !== undefined} ${paddingNs > 0} ${whole === data.length} ${flac?.size} ${kind?.extension} ${Object.keys(tags)} ${extras !== undefined} ${chapters.length} ${matroska !== undefined}`;
}

function fixture(name: string): Uint8Array {
  return readFileSync(`e2e/fixtures/${name}`).subarray(0, 30_000);
}

describe('fuzz', () => {
  beforeEach(() => {
    // The demuxers complain aloud about damaged files.
    for (const method of ['warn', 'error', 'info', 'log'] as const) vi.spyOn(console, method).mockImplementation(() => undefined);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('WAV: samples or a typed error, whatever the bytes', { timeout: 600_000 }, async () => {
    const corpus = [wav('s16', 1), wav('s24', 2), wav('f32', 1), wav('s16', 6), rf64()];
    const { numAnswers } = await fuzz({ seed: 1, numCases: 2500, corpus, read: (bytes) => answerOf(() => readWhole(bytes)) });
    expect(numAnswers).toBeGreaterThan(15);
  });

  it('containers: sound or a typed error, whatever the bytes', { timeout: 600_000 }, async () => {
    const names = [
      'sample.mp3',
      'sample.m4a',
      'sample.ogg',
      'sample.opus',
      'sample.flac',
      'lossless.m4a',
      'video.mov',
      'video.mp4',
      'video.webm',
      'video.mkv',
    ];
    const { numAnswers } = await fuzz({
      seed: 2,
      numCases: 1500,
      corpus: names.map(fixture),
      read: (bytes) => answerOf(() => readWhole(bytes)),
    });
    expect(numAnswers).toBeGreaterThan(10);
  });

  it('delays, pages, pictures and tags: an answer or a typed error, whatever the bytes', { timeout: 600_000 }, async () => {
    const names = ['sample.mp3', 'sample.opus', 'chapters.mp4', 'video.webm', 'chapters.mkv'];
    const { numAnswers } = await fuzz({
      seed: 3,
      numCases: 900,
      corpus: [...names.map(fixture), wav('s16', 1, 300, infoChunk({ title: 'Dorf', artist: 'Anna' }))],
      read: (bytes) => answerOf(() => lookAround(bytes)),
    });
    expect(numAnswers).toBeGreaterThan(5);
  });
});
