import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import {
  ALL_FORMATS,
  BufferSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  type MetadataTags,
  Mp4OutputFormat,
  Output,
} from 'mediabunny';
import { LoudnessMeter } from '../src/dsp/loudness';
import { blobBytes } from '../src/media/byte-source';
import { readMatroskaChapters } from '../src/media/matroska-chapters';
import { readMp4Chapters } from '../src/media/mp4-chapters';
import { readTags } from '../src/media/tags';
import { App, expect, test } from './app';
import { peakOf, readWav, siSdrDb } from './wav';

const NOISY = readFileSync('e2e/fixtures/noisy.wav');

interface Choices {
  readonly format: string;
  readonly rate?: string;
  readonly loudness?: string;
}

async function exported(app: App, { format, rate, loudness }: Choices): Promise<{ bytes: Buffer; fileName: string }> {
  const { page } = app;
  await page.getByRole('button', { name: 'Export…' }).click();
  const panel = page.getByRole('group', { name: 'Export' });
  await panel.getByRole('combobox', { name: 'Format' }).selectOption({ label: format });
  if (rate) await panel.getByRole('combobox', { name: 'Sample rate' }).selectOption({ label: rate });
  if (loudness) await panel.getByRole('combobox', { name: 'Loudness' }).selectOption({ label: loudness });
  const [download] = await Promise.all([page.waitForEvent('download'), panel.getByRole('button', { name: 'Save file' }).click()]);
  return { bytes: await readFile(await download.path()), fileName: download.suggestedFilename() };
}

/** The samples of a file as the app reads them, untouched. */
async function reopened({ page }: App, name: string, bytes: Buffer): Promise<Float64Array> {
  // In a browser of its own: work of before would come back with the page.
  const context = await page.context().browser()?.newContext();
  if (!context) throw new Error('no browser');
  const fresh = new App(await context.newPage());
  await fresh.page.goto(page.url());
  await fresh.choose({ name, bytes });
  await fresh.done();
  await fresh.page.getByRole('slider', { name: 'Strength' }).fill('0');
  const { channels } = await fresh.save();
  await context.close();
  return first(channels);
}

async function opened(app: App, name: string, bytes: Buffer): Promise<void> {
  await app.open();
  await app.choose({ name, bytes });
  await app.done();
}

function first(channels: readonly Float64Array[]): Float64Array {
  const [channel] = channels;
  if (!channel) throw new Error('no channel');
  return channel;
}

/** Asserts that a sound is another one, to the sample: of its length, and less like it when moved by one. */
function expectAligned(reference: Float64Array, sound: Float64Array, minDb: number): void {
  expect(sound.length).toBe(reference.length);
  const aligned = siSdrDb(reference, sound);
  expect(aligned).toBeGreaterThan(minDb);
  for (const delay of [-1, 1])
    expect(siSdrDb(reference.subarray(10, -10), sound.subarray(10 + delay, sound.length - 10 + delay))).toBeLessThan(aligned);
}

for (const [format, extension, minDb] of [
  ['FLAC', 'flac', 60],
  ['MP3', 'mp3', 12],
  ['AAC (M4A)', 'm4a', 12],
  ['Opus', 'opus', 8],
] as const) {
  test(`${format} holds the result at its length and without delay`, async ({ app }) => {
    await opened(app, 'interview.wav', NOISY);
    const wav = await exported(app, { format: 'WAV, 32 bit float', rate: '48 kHz' });
    const file = await exported(app, { format, rate: '48 kHz' });
    expect(file.fileName).toBe(`interview_denoised.${extension}`);
    expectAligned(first(readWav(wav.bytes).channels), await reopened(app, file.fileName, file.bytes), minDb);
  });
}

test('WAV in 16, 24 and 32 bits; 16 bits differ by dither alone', async ({ app }) => {
  await opened(app, 'a.wav', NOISY);
  const float = readWav((await exported(app, { format: 'WAV, 32 bit float' })).bytes);
  const s24 = readWav((await exported(app, { format: 'WAV, 24 bit' })).bytes);
  const s16 = readWav((await exported(app, { format: 'WAV, 16 bit' })).bytes);
  expect([float, s24, s16].map(({ bitsPerSample, isFloat }) => [bitsPerSample, isFloat])).toEqual([
    [32, true],
    [24, false],
    [16, false],
  ]);
  const error = (wav: typeof float) => peakOf(first(wav.channels).map((value, i) => value - (first(float.channels)[i] ?? 9)));
  expect(error(s24)).toBeLessThanOrEqual(0.51 / 2 ** 23);
  expect(error(s16)).toBeGreaterThan(0.6 / 2 ** 15);
  expect(error(s16)).toBeLessThanOrEqual(1.51 / 2 ** 15);
});

for (const [label, lufs] of [
  ['−14 LUFS, streaming', -14],
  ['−16 LUFS, podcast', -16],
  ['−19 LUFS, podcast, mono', -19],
  ['−23 LUFS, broadcast', -23],
] as const) {
  test(`loudness: ${label}`, async ({ app }) => {
    await opened(app, 'a.wav', NOISY);
    const { bytes } = await exported(app, { format: 'WAV, 32 bit float', loudness: label });
    const { channels, sampleRateHz } = readWav(bytes);
    const meter = new LoudnessMeter(sampleRateHz, 1);
    meter.push(channels.map((channel) => Float32Array.from(channel)));
    expect(Math.abs(meter.integratedLufs - lufs)).toBeLessThan(0.5);
    expect(meter.truePeakDb).toBeLessThanOrEqual(-1);
    expect(first(channels).length).toBe(first(readWav(NOISY).channels).length);
  });
}

async function picture(bytes: Buffer) {
  const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS });
  const track = await input.getPrimaryVideoTrack();
  if (!track) throw new Error('no picture');
  const packets: string[] = [];
  for await (const { data, timestamp } of new EncodedPacketSink(track).packets()) {
    const hash = Buffer.from(await crypto.subtle.digest('SHA-256', Uint8Array.from(data))).toString('hex');
    packets.push(`${timestamp.toFixed(3)} ${hash}`);
  }
  const { title } = await input.getMetadataTags();
  return { packets, title, rotation: await track.getRotation(), flip: await track.getFlip(), container: (await input.getFormat()).name };
}

for (const name of ['video.mp4', 'video.mov', 'video.webm', 'video.mkv']) {
  test(`${name}: the picture is copied packet for packet, the sound replaced in sync`, async ({ app }) => {
    const source = readFileSync(`e2e/fixtures/${name}`);
    await opened(app, name, source);
    // Half the noise stays, so that there is sound of every frequency to align by.
    await app.page.getByRole('slider', { name: 'Strength' }).fill('50');
    const result = first((await app.save()).channels);
    const file = await exported(app, { format: 'The video, with this sound' });
    expect(file.fileName).toBe(name.replace('.', '_denoised.'));
    expect(await picture(file.bytes)).toEqual(await picture(source));
    expectAligned(result, await reopened(app, file.fileName, file.bytes), 6);
  });
}

interface Changes {
  readonly rotation?: 0 | 90 | 180 | 270;
  readonly flip?: boolean;
  readonly tags?: MetadataTags;
}

/** The same MP4 held otherwise, or with other tags. */
async function changed(bytes: Buffer, { tags, ...held }: Changes): Promise<Buffer> {
  const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS });
  const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()];
  const [videoCodec, audioCodec] = [await video?.getCodec(), await audio?.getCodec()];
  if (!video || !audio || !videoCodec || !audioCodec) throw new Error('no picture or no sound');
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat(), target });
  const [pictures, sounds] = [new EncodedVideoPacketSource(videoCodec), new EncodedAudioPacketSource(audioCodec)];
  output.addVideoTrack(pictures, held);
  output.addAudioTrack(sounds);
  if (tags) output.setMetadataTags(tags);
  await output.start();
  const [pictureConfig, soundConfig] = [await video.getDecoderConfig(), await audio.getDecoderConfig()];
  for await (const packet of new EncodedPacketSink(video).packets())
    await pictures.add(packet, { ...(pictureConfig && { decoderConfig: pictureConfig }) });
  for await (const packet of new EncodedPacketSink(audio).packets())
    await sounds.add(packet, { ...(soundConfig && { decoderConfig: soundConfig }) });
  await output.finalize();
  return Buffer.from(target.buffer ?? new ArrayBuffer(0));
}

for (const [what, held] of [
  ['taken upright stays upright', { rotation: 90, flip: false }],
  ['taken as in a mirror stays mirrored', { rotation: 0, flip: true }],
  ['taken upside down and mirrored stays so', { rotation: 180, flip: true }],
] as const) {
  test(`a video that was ${what}`, async ({ app }) => {
    const source = await changed(readFileSync('e2e/fixtures/video.mp4'), held);
    expect(await picture(source)).toMatchObject(held);
    await opened(app, 'phone.mp4', source);
    const file = await exported(app, { format: 'The video, with this sound' });
    expect(await picture(file.bytes)).toEqual(await picture(source));
  });
}

const TAGS = {
  title: 'Dorf im Süden 村',
  artist: 'Anna',
  album: 'Field work',
  genre: 'Interview',
  comment: 'Tape 7, side B',
  date: new Date('2019-05-04'),
  trackNumber: 3,
  images: [{ data: Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3), mimeType: 'image/jpeg', kind: 'coverFront' as const }],
};

test('tags are kept in every format, as far as it knows them', async ({ app }) => {
  await opened(app, 'video.mp4', await changed(readFileSync('e2e/fixtures/video.mp4'), { tags: TAGS }));
  for (const format of ['MP3', 'FLAC', 'AAC (M4A)', 'Opus', 'WAV, 24 bit', 'The video, with this sound']) {
    const { bytes } = await exported(app, { format });
    const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS });
    const { images, trackNumber, date, ...texts } = await readTags(input);
    const { title, artist, album, genre, comment } = TAGS;
    expect(texts, format).toMatchObject({ title, artist, album, genre, comment });
    expect(date?.getUTCFullYear(), format).toBe(2019);
    // WAV's INFO list has no place for a cover.
    if (!format.startsWith('WAV'))
      expect(
        images?.map(({ data }) => Array.from(data)),
        format,
      ).toEqual([Array.from(TAGS.images[0]?.data ?? [])]);
    expect(trackNumber, format).toBe(3);
    input.dispose();
  }
});

test('chapters are kept: of an MP4 in its video and its sound, of a Matroska file in its video', async ({ app }) => {
  const bytesOf = (bytes: Buffer) => blobBytes(new Blob([Uint8Array.from(bytes)]));
  const source = readFileSync('e2e/fixtures/chapters.mp4');
  const chapters = await readMp4Chapters(bytesOf(source));
  expect(chapters.map(({ title }) => title)).toEqual(['Arrival ü', 'The well']);
  await opened(app, 'talk.mp4', source);
  for (const format of ['The video, with this sound', 'AAC (M4A)']) {
    const { bytes } = await exported(app, { format });
    expect(await readMp4Chapters(bytesOf(bytes)), format).toEqual(chapters);
    const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS });
    expect((await input.getMetadataTags()).title).toBe('Village');
  }
  const matroska = readFileSync('e2e/fixtures/chapters.mkv');
  await app.choose({ name: 'talk.mkv', bytes: matroska });
  await app.page.getByRole('button', { name: 'talk.mkv', exact: true }).click();
  await app.done();
  const { bytes } = await exported(app, { format: 'The video, with this sound' });
  expect(await picture(bytes)).toEqual(await picture(matroska));
  expect(await readMatroskaChapters(bytesOf(bytes))).toEqual(await readMatroskaChapters(bytesOf(matroska)));
});

test('sound without a picture offers no video; Escape closes the panel', async ({ app }) => {
  await opened(app, 'a.wav', NOISY);
  await app.page.getByRole('button', { name: 'Export…' }).click();
  const formats = app.page.getByRole('combobox', { name: 'Format' });
  await expect(formats).toContainText('MP3');
  await expect(formats).not.toContainText('video');
  await app.page.keyboard.press('Escape');
  await expect(app.page.getByRole('group', { name: 'Export' })).toBeHidden();
});
