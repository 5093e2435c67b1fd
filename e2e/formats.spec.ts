import { readFileSync } from 'node:fs';
import { type App, expect, test } from './app';
import { siSdrDb } from './wav';

/** The samples that the app makes of a file, untouched: strength 0. */
async function decoded(app: App, name: string): Promise<Float64Array> {
  await app.choose({ name, bytes: readFileSync(`e2e/fixtures/${name}`) });
  await expect(app.page.getByRole('region', { name, exact: true })).toBeVisible();
  await app.done();
  await app.page.getByRole('slider', { name: 'Strength' }).fill('0');
  const { channels, sampleRateHz } = await app.save();
  expect(sampleRateHz).toBe(48_000);
  const [channel] = channels;
  if (!channel) throw new Error('no channel');
  return channel;
}

// The FLAC holds the sound that the others were encoded from, so a delay of a single sample would show as a low SDR.
for (const name of ['sample.mp3', 'sample.m4a', 'sample.ogg', 'sample.opus']) {
  test(`${name} is read at its length and without delay`, async ({ app }) => {
    await app.open();
    const lossless = await decoded(app, 'sample.flac');
    const lossy = await decoded(app, name);
    expect(lossless.length).toBe(3 * 48_000);
    expect(lossy.length).toBe(lossless.length);
    const aligned = siSdrDb(lossless, lossy);
    expect(aligned).toBeGreaterThan(10);
    for (const delay of [-1, 1])
      expect(siSdrDb(lossless.subarray(10, -10), lossy.subarray(10 + delay, lossy.length - 10 + delay))).toBeLessThan(aligned);
  });
}

test('a recording that is pasted is taken', async ({ app }) => {
  await app.open();
  await app.page.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], 'pasted.flac', { type: 'audio/flac' }));
    window.dispatchEvent(new ClipboardEvent('paste', { clipboardData }));
  }, readFileSync('e2e/fixtures/sample.flac').toString('base64'));
  await app.done();
  await expect(app.page.getByRole('heading', { name: 'pasted.flac' })).toBeVisible();
});

for (const [name, head, what] of [
  ['memo.aiff', 'FORM\0\0\0\x2eAIFFCOMM', 'an AIFF file'],
  ['song.wma', '\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa', 'a Windows Media (WMA, WMV) file'],
  ['take.caf', 'caff\0\x01\0\0desc', 'a Core Audio (CAF) file'],
] as const) {
  test(`${name} is named for what it is, with advice`, async ({ app }) => {
    await app.open();
    await app.choose({ name, bytes: Buffer.concat([Buffer.from(head, 'latin1'), Buffer.alloc(500, 7)]) });
    await expect(app.alert).toHaveAttribute('data-error-code', 'decode/unsupported');
    await expect(app.alert).toContainText(what);
    await expect(app.alert).toContainText('Convert it to WAV or FLAC');
  });
}

test.describe(() => {
  // The demuxer says it too.
  test.use({ expectedConsole: [/Unsupported audio codec/] });
  test('Apple Lossless is named for what it is, with advice', async ({ app }) => {
    await app.open();
    await app.choose({ name: 'memo.m4a', bytes: readFileSync('e2e/fixtures/lossless.m4a') });
    await expect(app.alert).toHaveAttribute('data-error-code', 'decode/unsupported');
    await expect(app.alert).toContainText('Apple Lossless (ALAC)');
  });
});

test('a damaged Matroska file is an error, and the page goes on', async ({ app }) => {
  const damaged = readFileSync('e2e/fixtures/video.mkv').fill(0, 60);
  await app.open();
  await app.choose({ name: 'damaged.mkv', bytes: damaged });
  await expect(app.alert).toHaveAttribute('data-error-code', /^decode/);
  await app.choose({ name: 'whole.mkv', bytes: readFileSync('e2e/fixtures/video.mkv') });
  await app.done();
});
