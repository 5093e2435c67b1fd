import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { App, expect, test } from './app';
import { crashGpuProcess } from './gpu-process';
import { add, chooseSteps, givePairs, NOISY, takeTinyModel } from './training';
import { readWav } from './wav';

async function stepOf(app: App): Promise<number> {
  return Number(/step (\d+)/.exec((await app.job.textContent()) ?? '')?.[1] ?? -1);
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
