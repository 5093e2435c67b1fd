import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Route } from '@playwright/test';
import { App, expect, test } from './app';
import { crashGpuProcess } from './gpu-process';
import { profileFile } from './profile-file';
import { first, noise, readWav, writeWav } from './wav';

const NOISY = readFileSync('e2e/fixtures/noisy.wav');
const CLEAN = readFileSync('e2e/fixtures/clean.wav');

/** The tiny architecture as the model in use, so that a step takes milliseconds. */
async function takeTinyModel(app: App): Promise<void> {
  const { page } = app;
  // A model that is still on its way would be given up, and its request with it.
  await expect(app.engine).toContainText('model small');
  await page.getByRole('tab', { name: 'Profiles' }).click();
  await page
    .getByLabel('Import profile')
    .setInputFiles({ name: 'tiny.safetensors', mimeType: 'application/octet-stream', buffer: profileFile('Tiny') });
  const item = page.getByRole('list', { name: 'Profiles' }).getByRole('listitem').filter({ hasText: 'Tiny' });
  await item.getByRole('button', { name: 'Use' }).click();
  await expect(item).toContainText('in use');
}

/** The clean recording under other noise. */
function noisyAgain(seed: number): Buffer {
  const { channels, sampleRateHz } = readWav(CLEAN);
  const clean = first(channels);
  const under = noise(clean.length, seed);
  return writeWav([clean.map((v, i) => v + 0.1 * (under[i] ?? 0))], sampleRateHz);
}

function soundOf(label: string, index: number): Buffer {
  if (label === 'Clean recordings') return CLEAN;
  if (label === 'Noise recordings') return writeWav([noise(64_000)], 16_000);
  return index === 0 ? NOISY : noisyAgain(index);
}

async function add(app: App, label: string, ...names: string[]): Promise<void> {
  const files = names.map((name, i) => ({ name, mimeType: 'audio/wav', buffer: soundOf(label, i) }));
  await app.page.getByLabel(label, { exact: true }).setInputFiles(files);
}

async function chooseSteps(app: App, steps: number, every: number): Promise<void> {
  const { page } = app;
  await page.getByText('Advanced').click();
  await page.getByLabel('Steps', { exact: true }).fill(String(steps));
  await page.getByLabel('Steps between measurements').fill(String(every));
}

async function stepOf(app: App): Promise<number> {
  return Number(/step (\d+)/.exec((await app.job.textContent()) ?? '')?.[1] ?? -1);
}

/** Two pairs of files in the table, matched by name. */
async function givePairs(app: App): Promise<void> {
  await app.page.getByRole('tab', { name: 'Fine-tune' }).click();
  await add(app, 'Clean recordings', 'one_clean.wav', 'two_clean.wav');
  await add(app, 'Noisy recordings', 'two_noisy.wav', 'one_noisy.wav');
  const table = app.page.getByRole('table', { name: 'Pairs' });
  await expect(table.getByRole('row')).toHaveCount(3);
  await expect(table.getByText('dB', { exact: false })).toHaveCount(2);
}

/** Starts, waits for the curves, and cancels after the third step or later; resolves to the step. */
async function trainAndCancel(app: App, steps: number, every: number, timeout: number): Promise<number> {
  const { page } = app;
  await chooseSteps(app, steps, every);
  await page.getByRole('button', { name: 'Start training' }).click();
  await expect(page.getByRole('progressbar', { name: 'Training' })).toBeVisible();
  await expect(page.getByRole('img', { name: /^Loss on held-out/ })).toBeVisible({ timeout });
  await expect.poll(() => stepOf(app), { timeout }).toBeGreaterThan(2);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('button', { name: 'Discard' })).toBeVisible();
  const stopped = await stepOf(app);
  expect(stopped).toBeGreaterThan(2);
  return stopped;
}

/** The page is loaded anew, as after a crash, once what is stored is as far as what was seen. */
async function reloadAt(app: App, stopped: number): Promise<void> {
  await expect.poll(async () => (await savedSteps(app)) >= stopped, { timeout: 60_000 }).toBe(true);
  await app.page.reload();
  await app.page.getByRole('tab', { name: 'Fine-tune' }).click();
  await expect(app.page.getByRole('img', { name: /^Loss on held-out/ })).toBeVisible();
  expect(await stepOf(app)).toBeGreaterThanOrEqual(stopped);
}

/** Steps of the stored training, by the browser's own database. */
async function savedSteps(app: App): Promise<number> {
  return (await savedTraining(app)).step;
}

/** The step of the stored training, and the weights that it had then; -1 and none where nothing is stored. */
async function savedTraining(app: App): Promise<{ step: number; weights: number[][] }> {
  return await app.page.evaluate(
    () =>
      new Promise<{ step: number; weights: number[][] }>((resolve, reject) => {
        const open = indexedDB.open('limpid-learning');
        open.onerror = () => reject(open.error);
        open.onsuccess = () => {
          const all = open.result.transaction('checkpoints').objectStore('checkpoints').getAll();
          all.onsuccess = () => {
            open.result.close();
            const { step, slots } = all.result[0]?.data.checkpoint ?? { step: -1, slots: {} };
            const states = Object.values(slots) as { weight: Float32Array }[];
            resolve({ step, weights: states.map(({ weight }) => [...weight]) });
          };
        };
      }),
  );
}

async function keepAndCompare(app: App): Promise<void> {
  const { page } = app;
  const card = page.getByRole('region', { name: 'Proof card' });
  await expect(card.getByRole('table').first()).toBeVisible({ timeout: 200_000 });
  await expect(card.getByRole('status', { name: 'Verdict' })).not.toHaveText(/Measuring/);
  await page.getByRole('textbox', { name: 'Profile name' }).fill('Anna');
  await page.getByRole('button', { name: 'Keep' }).click();
  await expect(page.getByRole('status', { name: 'Kept profile' })).toContainText('Anna');
  await page.getByRole('tab', { name: 'Profiles' }).click();
  const anna = page.getByRole('list', { name: 'Profiles' }).getByRole('listitem').filter({ hasText: 'Anna' });
  await expect(anna).toContainText('from Tiny');
  await anna.getByRole('button', { name: 'Use' }).click();
  await expect(anna).toContainText('in use');
  await page.getByRole('tab', { name: 'Denoise' }).click();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done(200_000);
  const first = (await app.save()).channels;
  await page.getByRole('tab', { name: 'Profiles' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), anna.getByRole('button', { name: 'Export' }).click()]);
  const buffer = await readFile(await download.path());
  await anna.getByRole('button', { name: 'Delete' }).click();
  await expect(anna).toHaveCount(0);
  await page.getByLabel('Import profile').setInputFiles({ name: 'anna.safetensors', mimeType: 'application/octet-stream', buffer });
  await anna.getByRole('button', { name: 'Use' }).click();
  await expect(anna).toContainText('in use');
  await page.getByRole('tab', { name: 'Denoise' }).click();
  await app.done(200_000);
  expect((await app.save()).channels).toEqual(first);
  expect(first[0]).toHaveLength(readWav(NOISY).channels[0]?.length ?? 0);
}

test('pairs teach a profile: cancelled, taken up after a reload, kept, exported, imported, the same samples', async ({ app }) => {
  await app.open('?backend=wasm');
  await expect(app.engine).toHaveText(/^WASM/);
  await takeTinyModel(app);
  await givePairs(app);
  await reloadAt(app, await trainAndCancel(app, 60, 3, 120_000));
  await app.page.getByRole('button', { name: 'Resume' }).click();
  const rated = app.page
    .getByRole('region', { name: 'Proof card' })
    .getByRole('row', { name: /^Guessed rating \d\.\d\d \d\.\d\d [+−±]\d/ });
  await expect(rated).toHaveCount(2, { timeout: 120_000 });
  await keepAndCompare(app);
});

test('the same on WebGPU @webgpu', async ({ app }) => {
  // Its proof alone takes two minutes of a busy processor that stands in for the GPU.
  test.setTimeout(480_000);
  await app.open();
  await expect(app.engine).toHaveText(/^WebGPU/, { timeout: 60_000 });
  await takeTinyModel(app);
  await givePairs(app);
  await reloadAt(app, await trainAndCancel(app, 5, 2, 200_000));
  await expect(app.engine).toHaveText(/^WebGPU/, { timeout: 60_000 });
  await app.page.getByRole('button', { name: 'Resume' }).click();
  await keepAndCompare(app);
});

test.describe(() => {
  test.use({ expectedConsole: [/GPU|context|WebGPU|Instance/i] });

  test('a GPU that crashes while it trains is replaced, and the training goes on from its last checkpoint @webgpu', async ({ app }) => {
    test.setTimeout(480_000);
    await app.open();
    await expect(app.engine).toHaveText(/^WebGPU/, { timeout: 60_000 });
    await takeTinyModel(app);
    await givePairs(app);
    await chooseSteps(app, 4, 1);
    await app.page.getByRole('button', { name: 'Start training' }).click();
    await expect.poll(() => stepOf(app), { timeout: 200_000 }).toBeGreaterThan(1);
    await crashGpuProcess(app.page);
    await expect(app.page.getByRole('progressbar', { name: 'Training' })).toHaveAttribute('aria-valuenow', '75', { timeout: 200_000 });
    await app.page.getByRole('button', { name: 'Cancel' }).click();
    await expect(app.page.getByRole('button', { name: 'Discard' })).toBeVisible();
    // It is written once the step under way has ended.
    await expect.poll(() => savedSteps(app)).toBeGreaterThan(1);
    await expect(app.alert).toHaveCount(0);
  });
});

test('a pair that came twice is named and left out', async ({ app }) => {
  const { page } = app;
  await app.open('?backend=wasm');
  await page.getByRole('tab', { name: 'Fine-tune' }).click();
  await add(app, 'Clean recordings', 'one.wav', 'two.wav');
  await add(app, 'Noisy recordings', 'one.wav');
  await add(app, 'Noisy recordings', 'two.wav');
  const rows = page.getByRole('table', { name: 'Pairs' }).getByRole('row');
  await expect(rows.nth(2)).toContainText('All but the same as one.wav: left out.');
  await expect(rows.nth(1)).not.toContainText('All but the same');
  await expect(page.getByRole('status', { name: 'Time estimate' })).toContainText('of material');
});

test('a fresh training asks before it takes the place of an interrupted one', async ({ app }) => {
  const { page } = app;
  await app.open('?backend=wasm');
  await takeTinyModel(app);
  await givePairs(app);
  const stopped = await trainAndCancel(app, 2000, 20, 120_000);
  const start = page.getByRole('button', { name: 'Start training' });
  const question = page.getByRole('group', { name: 'Interrupted training' });
  await start.click();
  await expect(question).toContainText(`at step ${stopped} of 2000`);
  await question.getByRole('button', { name: 'Neither' }).click();
  expect(await stepOf(app)).toBe(stopped);
  await start.click();
  await question.getByRole('button', { name: 'Go on with it' }).click();
  await expect.poll(() => stepOf(app)).toBeGreaterThan(stopped);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await start.click();
  await question.getByRole('button', { name: 'Discard it and start' }).click();
  await expect.poll(() => stepOf(app)).toBeLessThan(stopped);
  await page.getByRole('button', { name: 'Cancel' }).click();
});

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

test('noisy recordings alone are experimental, and are heard before they are kept', async ({ app }) => {
  const { page } = app;
  await app.open('?backend=wasm');
  await takeTinyModel(app);
  await page.getByRole('tab', { name: 'Fine-tune' }).click();
  await add(app, 'Noisy recordings', 'a.wav', 'b.wav');
  await expect(page.getByText(/which is experimental/)).toBeVisible();
  await chooseSteps(app, 2, 2);
  await page.getByRole('button', { name: 'Start training' }).click();
  await expect(page.getByRole('status', { name: 'Verdict' })).toHaveText(/listen and decide/);
  await expect(page.getByRole('button', { name: 'Keep' })).toBeDisabled();
  await page.getByRole('button', { name: 'Hear the tuned model' }).click();
  await expect(page.getByRole('button', { name: 'Keep' })).toBeEnabled();
});

/** Trains on noisy recordings alone, which ends without a proof. Resolves to what was learnt. */
async function learnt(app: App, threads: number): Promise<{ step: number; weights: number[][] }> {
  const { page } = app;
  await app.open(`?backend=wasm&threads=${threads}`);
  await takeTinyModel(app);
  await expect(app.engine).toHaveText(threads === 1 ? /SIMD, 1 thread / : new RegExp(`SIMD, ${threads} threads `));
  await page.getByRole('tab', { name: 'Fine-tune' }).click();
  await add(app, 'Noisy recordings', 'a.wav', 'b.wav');
  await chooseSteps(app, 3, 3);
  await page.getByRole('button', { name: 'Start training' }).click();
  await expect(page.getByRole('status', { name: 'Verdict' })).toHaveText(/listen and decide/);
  return await savedTraining(app);
}

test('several threads teach the very weights that one teaches', async ({ browser }) => {
  const results = [];
  for (const threads of [1, 2]) {
    const context = await browser.newContext();
    results.push(await learnt(new App(await context.newPage()), threads));
    await context.close();
  }
  const [one, two] = results;
  expect(one?.step).toBe(3);
  expect(one?.weights.flat().length).toBeGreaterThan(100);
  expect(two).toEqual(one);
});

test('a training on threads goes on when the backend is changed under it, and back', async ({ app }) => {
  const { page } = app;
  await app.open('?backend=wasm&threads=2');
  await takeTinyModel(app);
  await givePairs(app);
  // Measured seldom, so that it does not end by itself meanwhile.
  await chooseSteps(app, 2000, 50);
  await page.getByRole('button', { name: 'Start training' }).click();
  await expect.poll(() => stepOf(app), { timeout: 60_000 }).toBeGreaterThan(2);
  for (const [backend, line] of [
    ['cpu', /^CPU/],
    ['wasm', /^WASM · SIMD, 2 threads/],
  ] as const) {
    await page.getByLabel('Backend').selectOption(backend);
    await expect(app.engine).toHaveText(line);
    // It begins again at its last checkpoint.
    const step = await stepOf(app);
    const others = async (): Promise<boolean> => ![step, 0, -1].includes(await stepOf(app));
    await expect.poll(others, { timeout: 60_000 }).toBe(true);
  }
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('button', { name: 'Discard' })).toBeVisible();
  await expect(app.alert).toHaveCount(0);
});

test('recordings that do not belong together are said to be so, and can be corrected by hand', async ({ app }) => {
  const { page } = app;
  await app.open('?backend=wasm');
  await page.getByRole('tab', { name: 'Fine-tune' }).click();
  await page.getByLabel('Clean recordings', { exact: true }).setInputFiles([
    { name: 'x.wav', mimeType: 'audio/wav', buffer: writeWav([noise(48_000, 5)], 16_000) },
    { name: 'right.wav', mimeType: 'audio/wav', buffer: CLEAN },
  ]);
  await add(app, 'Noisy recordings', 'x.wav');
  const table = page.getByRole('table', { name: 'Pairs' });
  await expect(table.locator('[data-error-code="finetune/pair"]')).toBeVisible();
  await page.getByRole('combobox', { name: 'Clean twin of x.wav' }).selectOption({ label: 'right.wav' });
  await expect(table.locator('[data-error-code]')).toHaveCount(0);
  await expect(table).toContainText('dB');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing while training and on the proof card, ${colorScheme}`, async ({ app }) => {
    const { page } = app;
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await app.open('?backend=wasm');
    await takeTinyModel(app);
    await page.getByRole('tab', { name: 'Fine-tune' }).click();
    await add(app, 'Clean recordings', 'one_clean.wav', 'two_clean.wav');
    await add(app, 'Noisy recordings', 'two_noisy.wav', 'one_noisy.wav');
    await expect(page.getByRole('table', { name: 'Pairs' })).toContainText('dB');
    await chooseSteps(app, 60, 1);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.getByRole('button', { name: 'Start training' }).click();
    await expect(page.getByRole('img', { name: /^Loss on held-out/ })).toBeVisible();
    await page.getByRole('button', { name: 'Pause' }).click();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect(page.getByRole('region', { name: 'Proof card' }).getByRole('table').first()).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  });
}
