import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './app';

const NOISY = readFileSync('e2e/fixtures/noisy.wav');

test('? lists the keys; B, A and N choose what is heard, tools have theirs, Ctrl+S downloads and Ctrl+O opens', async ({ app }) => {
  const { page } = app;
  await app.open();
  const body = page.locator('body');
  await body.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeHidden();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  for (const [key, name] of [
    ['b', 'Before'],
    ['n', 'Removed'],
    ['a', 'After'],
    ['k', 'Keep'],
    ['e', 'Remove'],
    ['s', 'Select'],
  ] as const) {
    await body.press(key);
    await expect(page.getByRole('radio', { name, exact: true })).toBeChecked();
  }
  const [download] = await Promise.all([page.waitForEvent('download'), body.press('Control+s')]);
  expect(download.suggestedFilename()).toBe('a_denoised.wav');
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), body.press('Control+o')]);
  expect(chooser.isMultiple()).toBe(true);
});

test('a selection can be made, edited and undone with keys alone', async ({ app }) => {
  const { page } = app;
  await app.open();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  await page.locator('body').press('[');
  await expect(page.getByLabel('Selection start')).toHaveValue('0.00');
  await page.getByRole('button', { name: 'Protect' }).press('Enter');
  await expect(page.getByRole('button', { name: '1 edit' })).toBeVisible();
  await page.locator('body').press('Control+z');
  await expect(page.getByRole('button', { name: '1 edit' })).toBeHidden();
});

test('what was downloaded can be dragged out, until the settings change', async ({ app }) => {
  const { page } = app;
  await app.open();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  await app.save();
  const link = page.getByRole('link', { name: 'a_denoised.wav' });
  await expect(link).toBeVisible();
  const carried = await link.evaluate((element) => {
    const dataTransfer = new DataTransfer();
    element.dispatchEvent(new DragEvent('dragstart', { dataTransfer, bubbles: true }));
    return dataTransfer.getData('DownloadURL');
  });
  expect(carried).toMatch(/^audio\/wav:a_denoised\.wav:blob:/);
  await page.getByRole('slider', { name: 'Strength', exact: true }).fill('50');
  await expect(link).toBeHidden();
});

test('a copied file that is pasted is opened', async ({ app }) => {
  const { page } = app;
  await app.open();
  await page.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], 'pasted.wav', { type: 'audio/wav' }));
    window.dispatchEvent(new ClipboardEvent('paste', { clipboardData }));
  }, NOISY.toString('base64'));
  await app.done();
  await expect(page.getByRole('heading', { name: 'pasted.wav' })).toBeVisible();
});
