import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './app';
import { noise, writeWav } from './wav';

const NOISY = readFileSync('e2e/fixtures/noisy.wav');

test('playing can be switched between before, after and removed at the same place', async ({ app }) => {
  const { page } = app;
  await app.open();
  await app.choose({ name: 'a.wav', bytes: writeWav([noise(16_000 * 20)], 16_000) });
  await app.done();
  await page.getByRole('button', { name: 'Play' }).click();
  const position = page.getByRole('slider', { name: 'Position' });
  const positionSec = async (): Promise<number> => Number(await position.inputValue());
  await expect.poll(positionSec).toBeGreaterThan(0.3);
  for (const name of ['Before', 'Removed', 'After']) {
    const before = await positionSec();
    await page.getByRole('radiogroup', { name: 'Listen to' }).getByRole('radio', { name }).check();
    await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
    expect(await positionSec()).toBeGreaterThanOrEqual(before);
    expect((await positionSec()) - before).toBeLessThan(3);
  }
  await page.getByRole('button', { name: 'Pause' }).click();
  const held = await positionSec();
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  expect(await positionSec()).toBeCloseTo(held, 1);
});

test('keys play, choose what is heard and move', async ({ app }) => {
  const { page } = app;
  await app.open();
  await app.choose({ name: 'a.wav', bytes: writeWav([noise(16_000 * 20)], 16_000) });
  await app.done();
  await page.locator('body').press('Space');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.locator('body').press('b');
  await expect(page.getByRole('radio', { name: 'Before' })).toBeChecked();
  await page.locator('body').press('ArrowRight');
  await expect.poll(async () => Number(await page.getByRole('slider', { name: 'Position' }).inputValue())).toBeGreaterThan(5);
  await page.locator('body').press('Space');
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
});

test('what is done can be heard while the rest is worked on, and playing goes on when all is done', async ({ app }) => {
  const { page } = app;
  await app.open();
  await app.choose({ name: 'long.wav', bytes: writeWav([noise(16_000 * 400)], 16_000) });
  await page.getByRole('button', { name: 'Play' }).click();
  await expect(app.job).toHaveText(/^Working/);
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await app.done();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect.poll(async () => Number(await page.getByRole('slider', { name: 'Position' }).inputValue())).toBeGreaterThan(0.3);
});

test('a cancel stops what is heard of unfinished work', async ({ app }) => {
  const { page } = app;
  await app.open();
  await app.choose({ name: 'long.wav', bytes: writeWav([noise(16_000 * 400)], 16_000) });
  await page.getByRole('button', { name: 'Play' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(app.job).toHaveText('Ready: cancelled');
  await page.getByRole('button', { name: 'Go on' }).click();
  await app.done();
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the empty and the finished page, ${colorScheme}`, async ({ app }) => {
    const { page } = app;
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await app.open();
    await expect(page.getByRole('button', { name: 'Try a sample' })).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await app.choose({ name: 'a.wav', bytes: NOISY });
    await app.done();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await app.choose({ name: 'bad.wav', bytes: Buffer.from('no') });
    await expect(app.alert).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  });
}

test('the page has no sideways scroll on a phone', async ({ app }) => {
  const { page } = app;
  await page.setViewportSize({ width: 390, height: 844 });
  await app.open();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  const width = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth);
  expect(await width()).toBeLessThanOrEqual(390);
  await app.choose({ name: 'bad.wav', bytes: Buffer.from('This is a letter, and no recording of anything at all.') });
  await expect(app.alert).toBeVisible();
  expect(await width()).toBeLessThanOrEqual(390);
});

test('nothing on the page moves for people who want it so', async ({ app }) => {
  await app.page.emulateMedia({ reducedMotion: 'reduce' });
  await app.open('?backend=wasm');
  await app.choose({ name: 'a.wav', bytes: writeWav([noise(48_000)], 16_000) });
  await app.done();
  const moving = await app.page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((element) => getComputedStyle(element).transitionDuration !== '0s')
      .map(({ className }) => String(className)),
  );
  expect(moving).toEqual([]);
});
