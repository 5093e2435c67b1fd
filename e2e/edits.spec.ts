import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { type App, expect, test } from './app';
import { first, readWav } from './wav';

const NOISY = readFileSync('e2e/fixtures/noisy.wav');
const SOURCE = first(readWav(NOISY).channels);
const RATE = readWav(NOISY).sampleRateHz;
/** What is selected of 1.15 s. */
const [FROM_SEC, TO_SEC] = [0.3, 0.8];

/** The sound as the download has it. */
async function saved(app: App): Promise<Float64Array> {
  return first((await app.save()).channels);
}

async function select(page: Page, startSec: number, endSec: number): Promise<void> {
  const box = await page.getByRole('img', { name: 'Spectrogram before' }).boundingBox();
  if (!box) throw new Error('no picture to select on');
  const x = (sec: number): number => box.x + (sec / (SOURCE.length / RATE)) * box.width;
  await page.mouse.move(x(startSec), box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(x(startSec) + 10, box.y + box.height / 2);
  await page.mouse.move(x(endSec), box.y + box.height / 2);
  await page.mouse.up();
  await page.getByLabel('Selection start').fill(String(startSec));
  await page.getByLabel('Selection end').fill(String(endSec));
  await page.getByLabel('Selection end').press('Enter');
}

/** First and last sample in which two sounds differ. */
function differing(a: Float64Array, b: Float64Array): [number, number] {
  return [a.findIndex((v, i) => v !== b[i]), a.findLastIndex((v, i) => v !== b[i])];
}

test('outside of a region that is cleaned alone, every sample of the WAV is the source’s', async ({ app }) => {
  await app.open();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  const whole = await saved(app);
  await select(app.page, FROM_SEC, TO_SEC);
  await app.page.getByRole('button', { name: 'Only here' }).click();
  const [from, to] = differing(await saved(app), SOURCE);
  expect(from).toBeGreaterThanOrEqual(FROM_SEC * RATE);
  expect(to).toBeLessThan(TO_SEC * RATE);
  expect(to - from).toBeGreaterThan(0.8 * (TO_SEC - FROM_SEC) * RATE);
  await app.page.getByRole('button', { name: 'Undo' }).click();
  expect(await saved(app)).toEqual(whole);
  await app.page.getByRole('button', { name: 'Redo' }).click();
  expect(differing(await saved(app), SOURCE)).toEqual([from, to]);
});

test('inside of a protected region every sample is the source’s, and it can be taken back from the list', async ({ app }) => {
  const { page } = app;
  await app.open();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  const whole = await saved(app);
  await select(page, FROM_SEC, TO_SEC);
  await page.getByRole('button', { name: 'Protect' }).click();
  const result = await saved(app);
  expect(result.slice(FROM_SEC * RATE, TO_SEC * RATE)).toEqual(SOURCE.slice(FROM_SEC * RATE, TO_SEC * RATE));
  expect(result.slice(0, 0.25 * RATE)).toEqual(whole.slice(0, 0.25 * RATE));
  await page.getByRole('button', { name: '1 edit' }).click();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.getByRole('button', { name: /^Take back: Protected/ }).click();
  expect(await saved(app)).toEqual(whole);
});

test('an eased region is between source and result, and outlives a reload', async ({ app }) => {
  const { page } = app;
  await app.open();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  const whole = await saved(app);
  await select(page, FROM_SEC, TO_SEC);
  await page.getByRole('button', { name: 'Ease' }).click();
  await page.getByRole('button', { name: '1 edit' }).click();
  await page.getByRole('slider', { name: /^Strength 0:/ }).fill('25');
  const eased = await saved(app);
  const [from, to] = differing(eased, whole);
  expect(from).toBeGreaterThanOrEqual(FROM_SEC * RATE);
  expect(to).toBeLessThan(TO_SEC * RATE);
  const middle = Math.round(0.55 * RATE);
  for (let i = middle; i < middle + 200; i++) {
    const expected = (SOURCE[i] ?? 0) + 0.25 * ((whole[i] ?? 0) - (SOURCE[i] ?? 0));
    expect(Math.abs((eased[i] ?? 0) - expected)).toBeLessThan(2 / 32768);
  }
  await page.reload();
  await app.done();
  await expect(page.getByRole('button', { name: '1 edit' })).toBeVisible();
  expect(await saved(app)).toEqual(eased);
});

test('what is drawn over the spectrogram is kept as it was', async ({ app }) => {
  const { page } = app;
  await app.open();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  const whole = await saved(app);
  await page.getByRole('radio', { name: 'Keep' }).check();
  await page.getByRole('slider', { name: 'Brush size' }).fill('64');
  const box = await page.getByRole('img', { name: 'Spectrogram after' }).boundingBox();
  if (!box) throw new Error('no picture to draw on');
  await page.mouse.move(box.x + 0.4 * box.width, box.y + 0.5 * box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.5 * box.width, box.y + 0.6 * box.height, { steps: 5 });
  await page.mouse.up();
  await expect(page.getByRole('button', { name: '1 edit' })).toBeVisible();
  const drawn = await saved(app);
  const [from, to] = differing(drawn, whole);
  expect(from / SOURCE.length).toBeGreaterThan(0.25);
  expect(to / SOURCE.length).toBeLessThan(0.65);
  const distance = (a: Float64Array): number => a.reduce((sum, v, i) => sum + (v - (SOURCE[i] ?? 0)) ** 2, 0);
  expect(distance(drawn)).toBeLessThan(distance(whole));
  await page.locator('body').press('Control+z');
  expect(await saved(app)).toEqual(whole);
});
