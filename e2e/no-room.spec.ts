/** Browsers that keep nothing, or that run out of room under way: it is said, and the job is done all the same. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny';
import { type App, expect, test } from './app';
import { noise, readWav, writeWav } from './wav';

const NOISY = readFileSync('e2e/fixtures/noisy.wav');
const LENGTH = 16_000 * 200;
const LONG = writeWav([noise(LENGTH)], 16_000);

/** Runs a script before the engine's own, in its worker, where scripts of the page do not reach. */
async function inEngine(page: Page, script: string): Promise<void> {
  let done = 0;
  await page.route('**/assets/engine.worker-*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${script};\n${await response.text()}` });
    done++;
  });
  await page.goto('/');
  await expect.poll(() => done).toBeGreaterThan(0);
}

async function setQuota({ page }: App, quotaSize: number | undefined): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Storage.overrideQuotaForOrigin', { origin: new URL(page.url()).origin, ...(quotaSize !== undefined && { quotaSize }) });
}

async function usedBytes({ page }: App): Promise<number> {
  return await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
}

/** Exports in a format and gives the file. */
async function exported({ page }: App, format: string): Promise<Buffer> {
  await page.getByRole('button', { name: 'Export…' }).click();
  const panel = page.getByRole('group', { name: 'Export' });
  await panel.getByRole('combobox', { name: 'Format' }).selectOption({ label: format });
  const [download] = await Promise.all([page.waitForEvent('download'), panel.getByRole('button', { name: 'Save file' }).click()]);
  return await readFile(await download.path());
}

async function durationOf(bytes: Buffer): Promise<number> {
  const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS });
  try {
    return await input.computeDuration();
  } finally {
    input.dispose();
  }
}

/** Whether the page asks before it is left. */
async function asksBeforeLeaving({ page }: App): Promise<boolean> {
  let asked = false;
  page.once('dialog', (dialog) => {
    asked = dialog.type() === 'beforeunload';
    void dialog.accept();
  });
  await page.goto('/?left');
  return asked;
}

for (const [what, script] of [
  [
    'whose private file system is refused, as in private windows',
    "StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException('not in private windows', 'SecurityError'))",
  ],
  ['without a private file system', 'delete FileSystemFileHandle.prototype.createSyncAccessHandle'],
] as const) {
  test(`a browser ${what}: said, done in memory, saved, and asked about before it is left`, async ({ app }) => {
    await inEngine(app.page, script);
    await app.choose({ name: 'a.flac', bytes: readFileSync('e2e/fixtures/sample.flac') });
    await app.done();
    await expect(app.page.getByText(/this work is not kept after the tab is closed/)).toBeVisible();
    expect(await asksBeforeLeaving(app)).toBe(true);
    await app.choose({ name: 'a.wav', bytes: NOISY });
    await app.done();
    expect((await app.save()).channels[0]).toHaveLength(readWav(NOISY).channels[0]?.length ?? 0);
    expect(await durationOf(await exported(app, 'AAC (M4A)'))).toBeCloseTo((readWav(NOISY).channels[0]?.length ?? 0) / 16_000, 2);
    // What was saved is not lost by leaving.
    expect(await asksBeforeLeaving(app)).toBe(false);
  });
}

test('a disk that fills up in the middle: said, done all the same, saved in any format; what was kept before stays', async ({ app }) => {
  await app.open('?backend=wasm');
  await expect(app.engine).toHaveText(/^WASM/);
  await app.choose({ name: 'first.wav', bytes: NOISY });
  await app.done();
  await app.choose({ name: 'long.wav', bytes: LONG });
  const progress = app.page.getByRole('progressbar', { name: 'Denoising' });
  await expect
    .poll(async () => Number(await progress.getAttribute('aria-valuenow').catch(() => 0)), { timeout: 60_000 })
    .toBeGreaterThan(15);
  await setQuota(app, await usedBytes(app));
  await app.done();
  await expect(app.page.getByText(/The browser gives no more storage/)).toBeVisible();
  expect((await app.save()).channels[0]).toHaveLength(LENGTH);
  expect(await durationOf(await exported(app, 'AAC (M4A)'))).toBeCloseTo(200, 2);
  expect(await durationOf(await exported(app, 'FLAC'))).toBeCloseTo(200, 3);
  await setQuota(app, undefined);
  await app.page.goto('/?backend=wasm');
  await app.page.getByRole('button', { name: 'first.wav', exact: true }).click();
  await expect(app.page.getByRole('heading', { name: 'first.wav' })).toBeVisible();
  await app.done();
  expect((await app.save()).channels[0]).toHaveLength(readWav(NOISY).channels[0]?.length ?? 0);
});
