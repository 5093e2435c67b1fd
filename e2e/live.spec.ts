import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './app';
import { readWav } from './wav';

test.use({
  permissions: ['microphone'],
  launchOptions: async ({ launchOptions }, use) => {
    // The fake microphone beeps once a second.
    await use({ ...launchOptions, args: [...(launchOptions.args ?? []), '--use-fake-device-for-media-stream'] });
  },
});

test('the microphone is cleaned as it comes, heard before and after, with its latency shown, and recorded', async ({ app }) => {
  const { page } = app;
  await app.open('?backend=wasm');
  await page.getByRole('tab', { name: 'Live' }).click();
  await page.getByRole('button', { name: 'Start microphone' }).click();
  const status = page.getByRole('status', { name: 'Live' });
  await expect(status).toHaveText(/^Latency \d+ ms/);
  expect(Number(/Latency (\d+)/.exec((await status.textContent()) ?? '')?.[1])).toBeLessThan(500);
  await expect
    .poll(async () => await page.getByRole('meter', { name: 'Before' }).evaluate((meter: HTMLMeterElement) => meter.value))
    .toBeGreaterThan(0.01);
  for (const name of ['Before', 'After', 'Nothing']) {
    await page.getByRole('radiogroup', { name: 'Hear' }).getByRole('radio', { name }).check();
  }
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Stop recording, 0:02' })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.getByRole('button', { name: /^Stop recording/ }).click();
  await page.getByRole('button', { name: 'Stop microphone' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save what was cleaned live' }).click(),
  ]);
  const cleaned = readWav(await readFile(await download.path()));
  expect(cleaned.sampleRateHz).toBe(48_000);
  expect(cleaned.channels[0]?.length).toBeGreaterThan(2 * 48_000);
  await page.getByRole('button', { name: 'Clean it with the large model' }).click();
  await app.done();
  await expect(page.getByRole('heading', { name: /^Microphone .*\.wav$/ })).toBeVisible();
});

test('the microphone is cleaned on threads, and on another backend when that is changed', async ({ app }) => {
  // Threads that share busy cores wait for each other, and plain JavaScript is slow.
  const timeout = 100_000;
  test.setTimeout(400_000);
  const { page } = app;
  await app.open('?backend=wasm&threads=2');
  await page.getByRole('tab', { name: 'Live' }).click();
  await page.getByRole('button', { name: 'Start microphone' }).click();
  const status = page.getByRole('status', { name: 'Live' });
  const before = page.getByRole('meter', { name: 'Before' });
  // What the meters show came back from the engine, so its model is there.
  const isHeard = async (): Promise<void> => {
    await expect(status).toBeVisible({ timeout });
    await expect.poll(async () => await before.evaluate((meter: HTMLMeterElement) => meter.value), { timeout }).toBeGreaterThan(0.01);
  };
  await expect(app.engine).toHaveText(/^WASM · SIMD, 2 threads/, { timeout });
  await isHeard();
  for (const [backend, line] of [
    ['cpu', /^CPU/],
    ['wasm', /^WASM · SIMD, 2 threads/],
  ] as const) {
    await page.getByLabel('Backend').selectOption(backend);
    await expect(app.engine).toHaveText(line, { timeout });
    await isHeard();
  }
  await page.getByRole('button', { name: 'Stop microphone' }).click();
  await expect(app.alert).toHaveCount(0);
});

test('leaving the tab closes the microphone', async ({ app }) => {
  const { page } = app;
  await app.open('?backend=wasm');
  await page.getByRole('tab', { name: 'Live' }).click();
  await page.getByRole('button', { name: 'Start microphone' }).click();
  await expect(page.getByRole('status', { name: 'Live' })).toBeVisible();
  await page.getByRole('tab', { name: 'Denoise' }).click();
  await page.getByRole('tab', { name: 'Live' }).click();
  await expect(page.getByRole('button', { name: 'Start microphone' })).toBeEnabled();
});

test.describe(() => {
  test.use({ permissions: [] });

  test('a microphone that is refused is said to be so', async ({ app }) => {
    const { page } = app;
    await app.open('?backend=wasm');
    await page.getByRole('tab', { name: 'Live' }).click();
    await page.getByRole('button', { name: 'Start microphone' }).click();
    await expect(app.alert).toHaveAttribute('data-error-code', 'microphone/refused');
    await expect(page.getByRole('button', { name: 'Start microphone' })).toBeEnabled();
  });
});
