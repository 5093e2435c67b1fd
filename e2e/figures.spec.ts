import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './app';
import { noise, writeWav } from './wav';

const NOISY = readFileSync('e2e/fixtures/noisy.wav');
const CLEAN = readFileSync('e2e/fixtures/clean.wav');

/** Before and after in a row of figures, once they are there. */
async function row(page: Page, name: string): Promise<[number, number]> {
  const cells = page.getByRole('region', { name: 'Figures' }).getByRole('row', { name }).getByRole('cell');
  await expect(cells.first()).toHaveText(/^−?[\d.]+$/);
  const [before, after] = (await cells.allTextContents()).map((text) => Number(text.replace('−', '-')));
  return [before ?? Number.NaN, after ?? Number.NaN];
}

test('figures tell noise floor, SNR and loudness before and after, and follow the settings', async ({ app }) => {
  const { page } = app;
  await app.open();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  await page.getByRole('button', { name: 'Figures' }).click();
  const floor = await row(page, 'Noise floor');
  expect(floor[1]).toBeLessThan(floor[0] - 6);
  const snr = await row(page, 'Estimated SNR');
  expect(snr[1]).toBeGreaterThan(snr[0] + 3);
  const loudness = await row(page, 'Loudness');
  expect(loudness[0]).toBeLessThan(0);
  await page.getByRole('slider', { name: 'Strength' }).fill('0');
  await expect.poll(async () => (await row(page, 'Noise floor'))[1]).toBe(floor[0]);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test('a network rates source and result, and says that it guesses', async ({ app }) => {
  const { page } = app;
  await app.open('?sample=air-conditioning');
  await app.done();
  await page.getByRole('button', { name: 'Figures' }).click();
  // onnxruntime gives the whole sample, repeated to 9 s, these three: fixtures/dnsmos-p835.safetensors.
  for (const [name, expected] of [
    ['Speech (SIG)', 3.11],
    ['Background (BAK)', 1.56],
    ['Overall (OVRL)', 1.74],
  ] as const)
    expect(Math.abs((await row(page, name))[0] - expected)).toBeLessThan(0.02);
  const background = await row(page, 'Background (BAK)');
  expect(background[1]).toBeGreaterThan(background[0] + 0.5);
  await expect(page.getByText(/9 s with most speech, from 0:00.*Guessed by a network/)).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test('with a clean reference come SI-SDR, STOI and the mel errors', async ({ app }) => {
  const { page } = app;
  await app.open();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  await page.getByRole('button', { name: 'Figures' }).click();
  const reference = page.getByLabel('Clean reference', { exact: true });
  await reference.setInputFiles({ name: 'clean.wav', mimeType: 'audio/wav', buffer: CLEAN });
  const siSdr = await row(page, 'SI-SDR');
  expect(siSdr[1]).toBeGreaterThan(siSdr[0] + 1);
  const [, stoi] = await row(page, 'STOI');
  expect(stoi).toBeGreaterThan(0.5);
  expect(stoi).toBeLessThanOrEqual(1);
  const mse = await row(page, 'Mel MSE');
  expect(mse[1]).toBeLessThan(mse[0]);
  const psnr = await row(page, 'Mel PSNR');
  expect(psnr[1]).toBeGreaterThan(psnr[0]);
});

test('a reference of something else is refused, and what was measured stays', async ({ app }) => {
  const { page } = app;
  await app.open();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  await page.getByRole('button', { name: 'Figures' }).click();
  const floor = await row(page, 'Noise floor');
  const other = writeWav([noise(16_000 * 3, 77)], 16_000);
  await page.getByLabel('Clean reference', { exact: true }).setInputFiles({ name: 'other.wav', mimeType: 'audio/wav', buffer: other });
  await expect(app.alert).toHaveAttribute('data-error-code', 'finetune/pair');
  expect(await row(page, 'Noise floor')).toEqual(floor);
});

test('a clean reference can be dropped on its half of the figures, and is no recording of its own', async ({ app }) => {
  const { page } = app;
  await app.open();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  await page.getByRole('button', { name: 'Figures' }).click();
  const target = page.getByText('Or drop the same moment without noise here');
  await target.waitFor();
  const transfer = await page.evaluateHandle(
    (bytes) => {
      const dropped = new DataTransfer();
      dropped.items.add(new File([Uint8Array.from(bytes)], 'clean.wav', { type: 'audio/wav' }));
      return dropped;
    },
    [...CLEAN],
  );
  await target.dispatchEvent('drop', { dataTransfer: transfer });
  const siSdr = await row(page, 'SI-SDR');
  expect(siSdr[1]).toBeGreaterThan(siSdr[0] + 1);
  await expect(page.getByRole('heading', { name: 'a.wav' })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Recordings of this session' })).toHaveCount(0);
});

test('where WebCodecs is missing, the page decodes recording and clean reference', async ({ app }) => {
  const { page } = app;
  await page.route('**/engine.worker-*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `self.AudioDecoder = undefined;${await response.text()}` });
  });
  await app.open();
  const mp3 = { name: 'a.mp3', mimeType: 'audio/mpeg', buffer: readFileSync('e2e/fixtures/sample.mp3') };
  await app.recordings.setInputFiles([mp3]);
  await app.done();
  await expect(page.getByText(/^decoded by the browser/)).toBeVisible();
  await page.getByRole('button', { name: 'Figures' }).click();
  await page.getByLabel('Clean reference', { exact: true }).setInputFiles([mp3]);
  // The source against itself.
  expect((await row(page, 'SI-SDR'))[0]).toBeGreaterThan(60);
});
