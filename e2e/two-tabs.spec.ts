/** Two tabs of the page at once: neither harms what the other keeps. */
import type { BrowserContext } from '@playwright/test';
import { App, expect, test } from './app';
import { first, isSame, noise, readWav, writeWav } from './wav';

const LENGTH = 16_000 * 20;
const SLOW = '?backend=cpu&model=nano';
const FAST = '?backend=wasm&model=nano';

/** The same name and size, another sound. */
const SOUNDS = [1, 2].map((seed) => writeWav([noise(LENGTH, seed)], 16_000)) as [Buffer, Buffer];

async function tab(context: BrowserContext, address: string): Promise<App> {
  const app = new App(await context.newPage());
  await app.open(address);
  await expect(app.engine).toHaveText(/^(CPU|WASM)/);
  return app;
}

async function isUnderWay({ page }: App): Promise<void> {
  const progress = page.getByRole('progressbar', { name: 'Denoising' });
  await expect
    .poll(async () => Number(await progress.getAttribute('aria-valuenow').catch(() => 0)), { timeout: 60_000 })
    .toBeGreaterThan(0);
}

test('two tabs that work on files of one name at once, reload in the middle and change settings: each keeps its own', async ({
  app,
  context,
}) => {
  await app.open(SLOW);
  await expect(app.engine).toHaveText(/^CPU/);
  const tabs = [app, await tab(context, SLOW)] as const;
  await Promise.all(tabs.map((one, i) => one.choose({ name: 'interview.wav', bytes: SOUNDS[i] ?? SOUNDS[0] })));
  await Promise.all(tabs.map(isUnderWay));
  await Promise.all(tabs.map((one) => one.page.goto(`/${FAST}`)));
  await Promise.all(tabs.map((one) => one.done()));
  // Strength 0 gives each tab's source back, bit by bit; the settings are each tab's own, too.
  await tabs[0].page.getByRole('slider', { name: 'Strength' }).fill('0');
  await tabs[1].page.getByRole('slider', { name: 'Strength' }).fill('40');
  await tabs[1].page.getByRole('slider', { name: 'Strength' }).fill('0');
  await tabs[1].page.getByRole('slider', { name: 'Maximum reduction' }).fill('30');
  await Promise.all(tabs.map((one) => one.page.reload()));
  for (const [i, one] of tabs.entries()) {
    await one.done();
    expect(isSame(first((await one.save()).channels), first(readWav(SOUNDS[i] ?? SOUNDS[0]).channels))).toBe(true);
  }
  await expect(tabs[1].page.getByRole('slider', { name: 'Maximum reduction' })).toHaveValue('30');
  await expect(tabs[0].page.getByRole('slider', { name: 'Maximum reduction' })).not.toHaveValue('30');
});

test('work that one tab has opened is refused to the other, and stays whole', async ({ app, context }) => {
  await app.open(FAST);
  await app.choose({ name: 'interview.wav', bytes: SOUNDS[0] });
  await app.done();
  await app.page.getByRole('button', { name: 'Close interview.wav' }).click();
  const other = await tab(context, FAST);
  for (const { page } of [app, other]) await expect(page.getByRole('region', { name: 'Saved work' })).toContainText('interview.wav');
  await other.page.getByRole('button', { name: 'Open interview.wav' }).click();
  await other.done();
  // This tab's list is older than that.
  await app.page.getByRole('button', { name: 'Open interview.wav' }).click();
  await expect(app.alert).toHaveAttribute('data-error-code', 'storage/in-use');
  await app.page.getByRole('button', { name: 'Dismiss' }).click();
  expect((await other.save()).channels[0]).toHaveLength(LENGTH);
  await other.page.getByRole('button', { name: 'Close interview.wav' }).click();
  await app.page.getByRole('button', { name: 'Open interview.wav' }).click();
  await app.done();
});
