import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeOfflineRelease } from '../scripts/offline-release.mjs';
import { securityHeaders } from '../scripts/security-headers.mjs';
import { App, expect, test } from './app';
import { ownServer } from './own-server';
import { noise, writeWav } from './wav';

const NOISY = readFileSync('e2e/fixtures/noisy.wav');

test('after the first visit everything works without a network', async ({ app, context }) => {
  await app.open();
  await expect(app.page.getByText('Works offline')).toBeVisible();
  // What is still on its way when a page is left is given up.
  await expect(app.engine).toHaveText(/^WASM/);
  await context.setOffline(true);
  await app.page.reload();
  await expect(app.engine).toHaveText(/^WASM/);
  expect(await app.page.evaluate(() => crossOriginIsolated)).toBe(true);
  await app.choose({ name: 'in the air.wav', bytes: NOISY });
  await app.done();
  expect((await app.save()).channels).toHaveLength(1);
  await app.page.getByRole('button', { name: 'Close in the air.wav' }).click();
  await app.page.getByRole('button', { name: 'Try a sample' }).click();
  await app.done();
});

test('a new version is offered, waits for a yes, and leaves running work alone', async ({ browser }) => {
  const origin = await ownServer();
  const context = await browser.newContext();
  try {
    const app = new App(await context.newPage());
    await app.page.goto(`${origin.url}?backend=cpu`);
    await expect(app.page.getByText('Works offline')).toBeVisible();
    const path = join(origin.folder, 'index.html');
    writeFileSync(path, readFileSync(path, 'utf8').replace('<title>Limpid</title>', '<title>Limpid, next version</title>'));
    writeOfflineRelease(origin.folder);
    await app.choose({ name: 'long.wav', bytes: writeWav([noise(16_000 * 60)], 16_000) });
    const progress = app.page.getByRole('progressbar', { name: 'Denoising' });
    await expect.poll(async () => Number(await progress.getAttribute('aria-valuenow')), { timeout: 60_000 }).toBeGreaterThan(5);
    await app.page.evaluate(async () => await (await navigator.serviceWorker.getRegistration())?.update());
    await expect(app.page.getByText('A new version of Limpid is ready.')).toBeVisible();
    await expect(progress).toBeVisible();
    expect(await app.page.title()).toBe('Limpid');
    await app.page.getByRole('button', { name: 'Update now' }).click();
    await expect(app.page).toHaveTitle('Limpid, next version');
    // The work comes back with the page.
    await expect(app.page.getByRole('heading', { name: 'long.wav' })).toBeVisible();
  } finally {
    await context.close();
    origin.close();
  }
});

test('a file that is not the built one is never kept', async ({ browser }) => {
  const origin = await ownServer();
  const context = await browser.newContext();
  try {
    writeFileSync(join(origin.folder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    const page = await context.newPage();
    await page.addInitScript(() => {
      const { register } = ServiceWorkerContainer.prototype;
      const ended = new Promise((resolve) => {
        ServiceWorkerContainer.prototype.register = async function (...args) {
          const registration = await register.apply(this, args);
          const worker = registration.installing;
          worker?.addEventListener('statechange', () => ['activated', 'redundant'].includes(worker.state) && resolve(worker.state));
          return registration;
        };
      });
      Object.assign(window, { ended });
    });
    await page.goto(origin.url);
    expect(await page.evaluate(() => (window as unknown as { ended: Promise<string> }).ended)).toBe('redundant');
    await expect.poll(() => page.evaluate(async () => (await caches.keys()).length)).toBe(0);
    await expect(page.getByText('Works offline')).toHaveCount(0);
  } finally {
    await context.close();
    origin.close();
  }
});

test('the page may connect to its own origin only', async ({ page }) => {
  const response = await page.goto('/');
  const policy = response?.headers()['content-security-policy'];
  expect(policy).toBe(securityHeaders['Content-Security-Policy']);
  expect(policy).toContain("connect-src 'self'");
  const documented = readFileSync('docs/hosting.md', 'utf8').split('\n');
  for (const [name, value] of Object.entries(securityHeaders)) expect(documented).toContain(`${name}: ${value}`);
  const blocked = await page.evaluate(() =>
    fetch('https://example.com/').then(
      () => 'reached',
      () => 'blocked',
    ),
  );
  expect(blocked).toBe('blocked');
});
