import { readFileSync } from 'node:fs';
import { expect, test } from './app';
import { first, noise, peakOf, readWav, siSdrDb, writeWav } from './wav';

const NOISY = readFileSync('e2e/fixtures/noisy.wav');
const CLEAN = readWav(readFileSync('e2e/fixtures/clean.wav'));

test('a noisy recording comes out cleaner, at its own rate and length', async ({ app }) => {
  await app.open();
  await expect(app.engine).toHaveText(/^WASM .*no WebGPU/);
  await app.choose({ name: 'interview.wav', bytes: NOISY });
  await app.done();
  const source = readWav(NOISY);
  const result = await app.save();
  expect(result.fileName).toBe('interview_denoised.wav');
  expect(result.sampleRateHz).toBe(16_000);
  expect(result.channels.map((c) => c.length)).toEqual([first(source.channels).length]);
  expect(first(result.channels).every(Number.isFinite)).toBe(true);
  expect(peakOf(first(result.channels))).toBeLessThanOrEqual(peakOf(first(source.channels)));
  const gainDb = siSdrDb(first(CLEAN.channels), first(result.channels)) - siSdrDb(first(CLEAN.channels), first(source.channels));
  expect(gainDb).toBeGreaterThan(4);
});

test('strength 0 gives the source back sample for sample', async ({ app }) => {
  await app.open();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  await app.page.getByRole('slider', { name: 'Strength' }).fill('0');
  const result = await app.save();
  expect(first(result.channels)).toEqual(first(readWav(NOISY).channels));
});

for (const [what, rate, numChannels, length] of [
  ['stereo at 44.1 kHz', 44_100, 2, 30_001],
  ['mono at 8 kHz', 8_000, 1, 7_777],
  ['six channels at 48 kHz', 48_000, 6, 24_000],
  ['mono at 192 kHz', 192_000, 1, 96_001],
  ['20 ms', 48_000, 1, 960],
] as const) {
  test(`${what} keep their rate, channels and length`, async ({ app }) => {
    await app.open();
    const channels = Array.from({ length: numChannels }, (_, c) => noise(length, c + 1));
    await app.choose({ name: 'a.wav', bytes: writeWav(channels, rate) });
    await app.done();
    const result = await app.save();
    expect(result.sampleRateHz).toBe(rate);
    expect(result.channels.map((c) => c.length)).toEqual(channels.map(() => length));
    for (const [c, channel] of result.channels.entries()) {
      expect(peakOf(channel)).toBeLessThanOrEqual(peakOf(channels[c] ?? channel) + 1 / 32768);
      expect(channel.every(Number.isFinite)).toBe(true);
    }
  });
}

test('digital silence stays digital silence', async ({ app }) => {
  await app.open();
  await app.choose({ name: 'a.wav', bytes: writeWav([new Float64Array(20_000)], 16_000) });
  await app.done();
  expect(peakOf(first((await app.save()).channels))).toBe(0);
});

test('a sample can be tried, and the address can name it', async ({ app }) => {
  await app.open();
  await app.page.getByRole('button', { name: 'Try a sample' }).click();
  await app.done();
  await app.open('?sample=street');
  await app.done();
  await expect(app.page.getByRole('heading', { name: 'street.wav' })).toBeVisible();
  const result = await app.save();
  expect(result.sampleRateHz).toBe(48_000);
});

test('a file dropped anywhere on the page is taken', async ({ app }) => {
  await app.open();
  const transfer = await app.page.evaluateHandle((base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const dropped = new DataTransfer();
    dropped.items.add(new File([bytes], 'dropped.wav', { type: 'audio/wav' }));
    return dropped;
  }, NOISY.toString('base64'));
  await app.page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
  await app.done();
  await expect(app.page.getByRole('heading', { name: 'dropped.wav' })).toBeVisible();
});

test('the spectrograms show less after than before', async ({ app }) => {
  await app.open();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  const brightness = async (name: string): Promise<number> =>
    await app.page.getByRole('img', { name }).evaluate((canvas: HTMLCanvasElement) => {
      const copy = document.createElement('canvas');
      copy.width = canvas.width;
      copy.height = canvas.height;
      const context = copy.getContext('2d', { willReadFrequently: true });
      context?.drawImage(canvas, 0, 0);
      const data = context?.getImageData(0, 0, copy.width, copy.height).data ?? new Uint8ClampedArray(1);
      return data.reduce((sum: number, v) => sum + v, 0) / data.length;
    });
  await expect.poll(() => brightness('Spectrogram before')).toBeGreaterThan(75);
  expect(await brightness('Spectrogram after')).toBeLessThan((await brightness('Spectrogram before')) - 8);
});
