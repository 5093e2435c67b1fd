import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { App, expect, test } from './app';
import { ownServer } from './own-server';
import { noise, writeWav } from './wav';

const NOISY = readFileSync('e2e/fixtures/noisy.wav');
const TWO = /^WASM · SIMD, 2 threads · chosen by you · /;

/** Workers that compute beside the engine's own: one less than threads. */
function numHelpers({ page }: App): number {
  return page.workers().filter((worker) => /tfjs-thread/.test(worker.url())).length;
}

async function denoised(app: App, name = 'interview.wav'): Promise<Awaited<ReturnType<App['save']>>> {
  await app.choose({ name, bytes: NOISY });
  await app.done();
  const result = await app.save();
  await app.page.getByRole('button', { name: `Close ${name}` }).click();
  return result;
}

test('several threads give the very samples that one gives', async ({ app }) => {
  await app.open('?backend=wasm&threads=1');
  await expect(app.engine).toHaveText(/^WASM · SIMD, 1 thread · chosen by you · /);
  expect(numHelpers(app)).toBe(0);
  const one = await denoised(app);
  for (const threads of [2, 3]) {
    await app.open(`?backend=wasm&threads=${threads}`);
    await expect(app.engine).toHaveText(new RegExp(`^WASM · SIMD, ${threads} threads · chosen by you · `));
    expect(numHelpers(app)).toBe(threads - 1);
    expect((await denoised(app)).channels).toEqual(one.channels);
  }
});

test('a backend that is changed under a running job ends its threads, and takes the job over; and back', async ({ app }) => {
  await app.open('?backend=wasm&threads=2');
  await expect(app.engine).toHaveText(TWO);
  await app.choose({ name: 'long.wav', bytes: writeWav([noise(16_000 * 120)], 16_000) });
  await expect(app.page.getByRole('progressbar', { name: 'Denoising' })).toBeVisible();
  await app.page.getByLabel('Backend').selectOption('cpu');
  await expect(app.engine).toHaveText(/^CPU/);
  await expect.poll(() => numHelpers(app)).toBe(0);
  await expect(app.page.getByRole('progressbar', { name: 'Denoising' })).toBeVisible();
  await app.page.getByLabel('Backend').selectOption('wasm');
  await expect(app.engine).toHaveText(TWO);
  expect(numHelpers(app)).toBe(1);
  await app.done();
  await expect(app.alert).toHaveCount(0);
});

test('threads work without a network', async ({ app, context }) => {
  await app.open('?backend=wasm&threads=2');
  await expect(app.page.getByText('Works offline')).toBeVisible();
  await expect(app.engine).toHaveText(TWO);
  await context.setOffline(true);
  await app.page.reload();
  await expect(app.engine).toHaveText(TWO);
  await denoised(app);
});

/** A page of a build that was changed; its service worker would keep no such build. */
async function withBuild(browser: Browser, change: (assets: string) => void, use: (app: App, url: string) => Promise<void>): Promise<void> {
  const origin = await ownServer();
  const context = await browser.newContext({ serviceWorkers: 'block' });
  try {
    change(join(origin.folder, 'assets'));
    await use(new App(await context.newPage()), origin.url);
  } finally {
    await context.close();
    origin.close();
  }
}

/** Two threads are asked for in a build in which something of theirs is amiss. */
async function oneThread(browser: Browser, change: (assets: string) => void, why: string): Promise<void> {
  await withBuild(browser, change, async (app, url) => {
    await app.page.goto(`${url}?backend=wasm&threads=2`);
    const line = `WASM · SIMD, 1 thread · chosen by you, no more threads: ${why} · model small`;
    await expect(app.engine).toHaveText(line);
    expect(numHelpers(app)).toBe(0);
    await denoised(app);
    await app.page.getByLabel('Backend').selectOption('cpu');
    await expect(app.engine).toHaveText(/^CPU/);
    await app.page.getByLabel('Backend').selectOption('wasm');
    await expect(app.engine).toHaveText(line.replace(why, 'they did not start before'));
    await expect(app.alert).toHaveCount(0);
  });
}

function fileIn(folder: string, name: RegExp): string {
  const found = readdirSync(folder).filter((file) => name.test(file));
  expect(found).toHaveLength(1);
  return join(folder, found[0] ?? '');
}

for (const [cores, detail] of [
  [3, '1 thread'],
  [4, '2 threads'],
  [16, '4 threads'],
] as const) {
  test(`unasked, ${detail} on ${cores} cores`, async ({ browser }) => {
    const tellOf = (assets: string): void => {
      const worker = fileIn(assets, /^engine[.]worker-.*[.]js$/);
      writeFileSync(
        worker,
        `${readFileSync(worker, 'utf8')};Object.defineProperty(navigator, 'hardwareConcurrency', { value: ${cores} });`,
      );
    };
    await withBuild(browser, tellOf, async (app, url) => {
      await app.page.goto(`${url}?backend=wasm`);
      await expect(app.engine).toHaveText(`WASM · SIMD, ${detail} · chosen by you · model small`);
      expect(numHelpers(app)).toBe(Number(detail[0]) - 1);
    });
  });
}

test('WebAssembly that is not there leaves one thread, and the line says why', async ({ browser }) => {
  const why = 'their WebAssembly cannot be had (the server answers with status 404)';
  await oneThread(browser, (assets) => rmSync(fileIn(assets, /threaded-simd-.*[.]wasm$/)), why);
});

for (const [what, name] of [
  ['worker', /^tfjs-thread-.*[.]js$/],
  ['module', /threaded-simd-.*[.]js$/],
] as const) {
  test(`so does a ${what} of the threads that is not there`, async ({ browser }) => {
    await oneThread(browser, (assets) => rmSync(fileIn(assets, name)), 'a worker does not start (its script cannot be loaded)');
  });
}

test('so does a thread that never answers, after its time', async ({ browser }) => {
  await oneThread(browser, (assets) => writeFileSync(fileIn(assets, /^tfjs-thread-.*[.]js$/), ''), 'they did not start within 10 s');
});

test('so does a page that is not isolated', async ({ app }) => {
  await app.page.route(/threads=2$/, async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), 'cross-origin-opener-policy': 'unsafe-none', 'cross-origin-embedder-policy': 'unsafe-none' };
    await route.fulfill({ response, headers });
  });
  await app.open('?backend=wasm&threads=2');
  const line = 'WASM · SIMD, 1 thread · chosen by you, no more threads: the page is not cross-origin isolated · model small';
  await expect(app.engine).toHaveText(line);
  await denoised(app);
});
