import { readFileSync } from 'node:fs';
import { type App, expect, test } from './app';
import { siSdrDb } from './wav';

/** The samples that the app makes of a file, untouched: strength 0. */
async function decoded(app: App, name: string): Promise<Float64Array> {
  await app.open();
  await app.choose({ name, bytes: readFileSync(`e2e/fixtures/${name}`) });
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
