import { AxeBuilder } from '@axe-core/playwright';
import type { Route } from '@playwright/test';
import { expect, test } from './app';
import { add, chooseSteps, givePairs, takeTinyModel } from './training';

test('a profile for which the browser has no room is said to be so, and can be kept once there is', async ({ app, context }) => {
  const { page } = app;
  const cdp = await context.newCDPSession(page);
  await app.open('?backend=wasm');
  await expect(app.engine).toContainText('model small');
  const { origin } = new URL(page.url());
  // Chromium remembers for half a minute how much room there was, so there must never have been more.
  await cdp.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000_000 });
  await givePairs(app);
  await chooseSteps(app, 1, 1);
  await page.getByRole('button', { name: 'Start training' }).click();
  await expect(page.getByRole('status', { name: 'Verdict' })).not.toHaveText(/Measuring/, { timeout: 90_000 });
  await page.getByRole('textbox', { name: 'Profile name' }).fill('Anna');
  await page.getByRole('button', { name: 'Keep' }).click();
  await expect(app.alert.filter({ hasText: 'Anna' })).toHaveAttribute('data-error-code', 'storage/quota');
  await expect(page.getByRole('region', { name: 'Proof card' }).getByRole('table').first()).toBeVisible();
  await cdp.send('Storage.overrideQuotaForOrigin', { origin });
  await page.getByRole('button', { name: 'Keep' }).click();
  await expect(page.getByRole('status', { name: 'Kept profile' })).toContainText('Anna');
  await page.getByRole('tab', { name: 'Profiles' }).click();
  await expect(page.getByRole('list', { name: 'Profiles' })).toContainText('Anna');
});

test('clean speech and noise are mixed, and a result can be blended and thrown away', async ({ app }) => {
  const { page } = app;
  await app.open('?backend=wasm');
  await takeTinyModel(app);
  await page.getByRole('tab', { name: 'Fine-tune' }).click();
  await add(app, 'Clean recordings', 'voice.wav');
  await expect(page.getByRole('button', { name: 'Start training' })).toBeDisabled();
  await add(app, 'Noise recordings', 'room.wav');
  await expect(page.getByText('It learns from your clean speech')).toBeVisible();
  await page.getByRole('button', { name: 'How long will it take?' }).click();
  await expect(page.getByRole('status', { name: 'Time estimate' })).toContainText('up to');
  await chooseSteps(app, 4, 2);
  await page.getByLabel('Highest SNR of mixes').fill('10');
  await page.getByLabel('Lowest SNR of mixes').fill('11');
  await expect(page.getByLabel('Lowest SNR of mixes')).toHaveValue('-5');
  await page.getByRole('button', { name: 'Start training' }).click();
  const verdict = page.getByRole('status', { name: 'Verdict' });
  await expect(verdict).not.toHaveText(/Measuring/);
  await page.getByRole('button', { name: 'Hear the tuned model' }).click();
  await expect(page.getByRole('button', { name: 'Hear the tuned model' })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('slider', { name: 'Blend' }).fill('0');
  const change = page
    .getByRole('region', { name: 'Proof card' })
    .getByRole('row', { name: /SI-SDR/ })
    .first()
    .getByRole('cell')
    .last();
  await expect(change).toHaveText('±0.00');
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByRole('button', { name: 'Start training' })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test.describe('without a service worker, which would answer from what it keeps', () => {
  test.use({ serviceWorkers: 'block', expectedConsole: [/Service Worker registration blocked/] });

  test('a result that is thrown away while its rater is still loading gives no request up', async ({ app, context }) => {
    const { page } = app;
    const held: Route[] = [];
    await context.route('**/rating/*', (route) => void held.push(route));
    await app.open('?backend=wasm');
    await takeTinyModel(app);
    await givePairs(app);
    await chooseSteps(app, 2, 2);
    const [rater] = await Promise.all([
      page.waitForEvent('worker', { predicate: (worker) => worker.url().includes('rater.worker'), timeout: 60_000 }),
      page.getByRole('button', { name: 'Start training' }).click(),
    ]);
    await expect.poll(() => held.length).toBe(1);
    await page.getByRole('button', { name: 'Discard' }).click();
    await expect(page.getByRole('button', { name: 'Start training' })).toBeVisible();
    await Promise.all([rater.waitForEvent('close'), held[0]?.continue()]);
  });
});
