import { readFileSync } from 'node:fs';
import { type App, expect } from './app';
import { profileFile } from './profile-file';
import { first, noise, readWav, writeWav } from './wav';

export const NOISY = readFileSync('e2e/fixtures/noisy.wav');
export const CLEAN = readFileSync('e2e/fixtures/clean.wav');

/** The tiny architecture as the model in use, so that a step takes milliseconds. */
export async function takeTinyModel(app: App): Promise<void> {
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
export function noisyAgain(seed: number): Buffer {
  const { channels, sampleRateHz } = readWav(CLEAN);
  const clean = first(channels);
  const under = noise(clean.length, seed);
  return writeWav([clean.map((v, i) => v + 0.1 * (under[i] ?? 0))], sampleRateHz);
}

export function soundOf(label: string, index: number): Buffer {
  if (label === 'Clean recordings') return CLEAN;
  if (label === 'Noise recordings') return writeWav([noise(64_000)], 16_000);
  return index === 0 ? NOISY : noisyAgain(index);
}

export async function add(app: App, label: string, ...names: string[]): Promise<void> {
  const files = names.map((name, i) => ({ name, mimeType: 'audio/wav', buffer: soundOf(label, i) }));
  await app.page.getByLabel(label, { exact: true }).setInputFiles(files);
}

export async function chooseSteps(app: App, steps: number, every: number): Promise<void> {
  const { page } = app;
  await page.getByText('Advanced').click();
  await page.getByLabel('Steps', { exact: true }).fill(String(steps));
  await page.getByLabel('Steps between measurements').fill(String(every));
}

/** Two pairs of files in the table, matched by name. */
export async function givePairs(app: App): Promise<void> {
  await app.page.getByRole('tab', { name: 'Fine-tune' }).click();
  await add(app, 'Clean recordings', 'one_clean.wav', 'two_clean.wav');
  await add(app, 'Noisy recordings', 'two_noisy.wav', 'one_noisy.wav');
  const table = app.page.getByRole('table', { name: 'Pairs' });
  await expect(table.getByRole('row')).toHaveCount(3);
  await expect(table.getByText('dB', { exact: false })).toHaveCount(2);
}
