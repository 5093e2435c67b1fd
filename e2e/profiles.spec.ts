import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { type App, expect, test } from './app';
import { profileFile } from './profile-file';

const NOISY = readFileSync('e2e/fixtures/noisy.wav');

function item(page: Page, name: string) {
  return page.getByRole('list', { name: 'Profiles' }).getByRole('listitem').filter({ hasText: name });
}

async function importFile(app: App, name: string, buffer: Buffer): Promise<void> {
  await app.page.getByRole('tab', { name: 'Profiles' }).click();
  await app.page.getByLabel('Import profile').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
}

async function denoise(app: App): Promise<Float64Array[]> {
  await app.page.getByRole('tab', { name: 'Denoise' }).click();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  return (await app.save()).channels;
}

test('a profile denoises, is exported, deleted, imported and denoises to the same samples', async ({ app }) => {
  const { page } = app;
  await app.open('?backend=wasm');
  const before = await denoise(app);
  await importFile(app, 'anna.safetensors', profileFile('Anna at home'));
  const anna = item(page, 'Anna at home');
  await expect(anna).toContainText('3.1 min');
  await expect(anna).toContainText('Limpid small');
  await anna.getByRole('button', { name: 'Use' }).click();
  await expect(anna).toContainText('in use');
  await page.getByRole('tab', { name: 'Denoise' }).click();
  await expect(page.getByRole('combobox', { name: 'Model' }).locator('option:checked')).toHaveText('Anna at home');
  await app.done();
  const tuned = (await app.save()).channels;
  expect(tuned).not.toEqual(before);

  await page.getByRole('tab', { name: 'Profiles' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), anna.getByRole('button', { name: 'Export' }).click()]);
  expect(download.suggestedFilename()).toBe('Anna at home.safetensors');
  const file = await readFile(await download.path());
  await anna.getByRole('button', { name: 'Delete' }).click();
  await expect(anna).toHaveCount(0);
  await expect(app.engine).toContainText('model small');
  await page.getByRole('tab', { name: 'Denoise' }).click();
  await app.done();
  expect((await app.save()).channels).toEqual(before);

  await importFile(app, 'copy.safetensors', file);
  await anna.getByRole('button', { name: 'Use' }).click();
  await page.getByRole('tab', { name: 'Denoise' }).click();
  await app.done();
  await expect(page.getByRole('combobox', { name: 'Model' }).locator('option:checked')).toHaveText('Anna at home');
  await expect.poll(async () => (await app.save()).channels).toEqual(tuned);
});

test('profiles outlive the page, can be renamed, and a deleted one can be had back', async ({ app }) => {
  const { page } = app;
  await app.open();
  await importFile(app, 'a.safetensors', profileFile('First'));
  await expect(item(page, 'First')).toBeVisible();
  await expect(app.engine).toHaveText(/^WASM/);
  await page.reload();
  await page.getByRole('tab', { name: 'Profiles' }).click();
  await item(page, 'First').getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Profile name' }).fill('Second');
  await page.keyboard.press('Enter');
  await expect(item(page, 'Second')).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    item(page, 'Second').getByRole('button', { name: 'Export' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('Second.safetensors');
  await item(page, 'Second').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('There are none yet.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(item(page, 'Second')).toBeVisible();
});

test('a profile can be dropped on any part of the page, and every open tab sees it', async ({ app, context }) => {
  await app.open();
  const other = await context.newPage();
  await other.goto('/');
  await other.getByRole('tab', { name: 'Profiles' }).click();
  await expect(other.getByText('There are none yet.')).toBeVisible();
  const transfer = await app.page.evaluateHandle((base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const dropped = new DataTransfer();
    dropped.items.add(new File([bytes], 'dropped.safetensors'));
    return dropped;
  }, profileFile('Dropped').toString('base64'));
  await app.page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
  await expect(item(app.page, 'Dropped')).toBeVisible();
  await expect(item(other, 'Dropped')).toBeVisible();
  await item(other, 'Dropped').getByRole('button', { name: 'Delete' }).click();
  await expect(item(app.page, 'Dropped')).toHaveCount(0);
});

test('a damaged file is refused with its reason, and what is there stays', async ({ app }) => {
  const { page } = app;
  await app.open();
  await importFile(app, 'good.safetensors', profileFile('Good'));
  const damages: [string, Buffer, string, RegExp][] = [
    ['text', Buffer.from('Dear all, this is a letter and no model.'), 'weights/corrupt', /damaged or is not/],
    ['empty', Buffer.alloc(0), 'weights/corrupt', /0 bytes/],
    ['cut', profileFile('x', 1, (p) => Object.assign(p, { cutAt: 9000 })), 'weights/corrupt', /cover/],
    ['too new', profileFile('x', 1, ({ metadata }) => Object.assign(metadata, { 'limpid.format': '9' })), 'weights/version', /format 9/],
    ['other kind', profileFile('x', 1, ({ metadata }) => Object.assign(metadata, { architecture: 'huge' })), 'weights/version', /huge/],
    ['other shapes', profileFile('x', 1, ({ metadata }) => Object.assign(metadata, { architecture: 'nano' })), 'weights/corrupt', /shape/],
    ['not a number', profileFile('x', 1, ({ data }) => data.writeFloatLE(Number.NaN, 400)), 'weights/corrupt', /NaN/],
    ['one byte', profileFile('x', 1, ({ data }) => data.writeUInt8(data.readUInt8(400) ^ 1, 400)), 'weights/corrupt', /checksum/],
    ['no parent', profileFile('x', 1, ({ metadata }) => void delete metadata['parent']), 'weights/no-profile', /parent/],
  ];
  for (const [name, bytes, code, reason] of damages) {
    await importFile(app, `${name}.safetensors`, bytes);
    const alert = app.alert.filter({ hasText: `${name}.safetensors` });
    await expect(alert).toHaveAttribute('data-error-code', code);
    await expect(alert).toContainText(reason);
    await alert.getByRole('button', { name: 'Dismiss' }).click();
  }
  await expect(page.getByRole('list', { name: 'Profiles' }).getByRole('listitem')).toHaveCount(1);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in Profiles, ${colorScheme}`, async ({ app }) => {
    await app.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await app.open();
    // A model that is still on its way would be given up, and its request with it.
    await expect(app.engine).toContainText('model small');
    await app.page.getByRole('tab', { name: 'Profiles' }).click();
    await expect(app.page.getByText('There are none yet.')).toBeVisible();
    expect((await new AxeBuilder({ page: app.page }).analyze()).violations).toEqual([]);
    await importFile(app, 'a.safetensors', profileFile('Anna'));
    await item(app.page, 'Anna').getByRole('button', { name: 'Use' }).click();
    await expect(item(app.page, 'Anna')).toContainText('in use');
    await item(app.page, 'Anna').getByRole('button', { name: 'Rename' }).click();
    expect((await new AxeBuilder({ page: app.page }).analyze()).violations).toEqual([]);
  });
}
