import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './app';
import { writeWav } from './wav';

/** Mean of red, green and blue over the picture, and over its lowest tenth. */
async function colours(page: Page): Promise<{ all: number[]; bottom: number[] }> {
  return await page.getByRole('img', { name: 'Spectrogram before' }).evaluate((canvas: HTMLCanvasElement) => {
    const copy = document.createElement('canvas');
    [copy.width, copy.height] = [canvas.width, canvas.height];
    const context = copy.getContext('2d', { willReadFrequently: true });
    context?.drawImage(canvas, 0, 0);
    const mean = (from: number): number[] => {
      const { data } = context?.getImageData(0, from, copy.width, copy.height - from) ?? { data: new Uint8ClampedArray(4) };
      const sums = [0, 0, 0];
      for (let i = 0; i < data.length; i += 4) for (let c = 0; c < 3; c++) sums[c] = (sums[c] ?? 0) + (data[i + c] ?? 0);
      return sums.map((sum) => (4 * sum) / data.length);
    };
    return { all: mean(0), bottom: mean(Math.floor(copy.height * 0.9)) };
  });
}

const spread = ([r = 0, g = 0, b = 0]: number[]): number => Math.max(r, g, b) - Math.min(r, g, b);

test('colours, frequency scale and decibels can be chosen, and the pointer reads the picture', async ({ app }) => {
  const { page } = app;
  await app.open('?sample=street');
  await app.done();
  await expect.poll(async () => spread((await colours(page)).all)).toBeGreaterThan(20);
  await page.getByRole('button', { name: 'View' }).click();
  await page.getByLabel('Colours').selectOption('grey');
  await expect.poll(async () => spread((await colours(page)).all)).toBeLessThan(1);
  const mel = (await colours(page)).bottom[0] ?? 0;
  await page.getByLabel('Frequency scale').selectOption('linear');
  // The lowest tenth then reaches up to 2.4 kHz, where there is less noise than below.
  await expect.poll(async () => (await colours(page)).bottom[0] ?? 0).toBeLessThan(mel - 5);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.keyboard.press('Escape');
  const before = (await colours(page)).all[0] ?? 0;
  await page.getByRole('slider', { name: 'Floor' }).press('ArrowUp');
  await page.getByRole('slider', { name: 'Floor' }).press('ArrowUp');
  await expect.poll(async () => (await colours(page)).all[0] ?? 0).toBeLessThan(before - 5);
  await page.getByRole('slider', { name: 'Floor' }).dblclick();
  await expect.poll(async () => Math.abs(((await colours(page)).all[0] ?? 0) - before)).toBeLessThan(1);
  await page.getByRole('img', { name: 'Spectrogram before' }).hover({ position: { x: 100, y: 40 } });
  await expect(page.locator('.readout').first()).toHaveText(/^0:00\.\d\d · [\d.]+ kHz · −?[\d.]+ dB$/);
});

test('on a linear scale tones that share a mel band have lines of their own', async ({ app }) => {
  const { page } = app;
  await app.open();
  const rate = 48_000;
  const tones = Float64Array.from({ length: 2 * rate }, (_, i) =>
    Array.from({ length: 8 }, (__, n) => 0.05 * Math.cos((2 * Math.PI * (12_000 + 600 * n) * i) / rate + n * n)).reduce(
      (sum, v) => sum + v,
      0,
    ),
  );
  await app.choose({ name: 'tone.wav', bytes: writeWav([tones], rate) });
  await app.done();
  await page.getByRole('button', { name: 'View' }).click();
  await page.getByLabel('Colours').selectOption('grey');
  const lines = async (): Promise<number> =>
    await page.getByRole('img', { name: 'Spectrogram before' }).evaluate((canvas: HTMLCanvasElement) => {
      const copy = document.createElement('canvas');
      [copy.width, copy.height] = [1, canvas.height];
      const context = copy.getContext('2d');
      context?.drawImage(canvas, -canvas.width / 2, 0);
      const grey = [...(context?.getImageData(0, 0, 1, copy.height).data ?? [])].filter((_, i) => i % 4 === 0);
      return grey.filter((v, i) => v > 100 && v > (grey[i - 1] ?? 0) && v >= (grey[i + 1] ?? 0)).length;
    });
  await expect.poll(lines).toBeGreaterThan(0);
  expect(await lines()).toBeLessThan(8);
  await page.getByLabel('Frequency scale').selectOption('linear');
  await expect.poll(lines).toBe(8);
});

test('waveforms and spectrograms are zoomed together by keys, wheel, two fingers and the minimap', async ({ app }) => {
  const { page } = app;
  await app.open('?sample=street');
  await app.done();
  const ticks = async (): Promise<string> => (await page.locator('.time-axis').textContent()) ?? '';
  const whole = await ticks();
  await page.locator('body').press('+');
  await expect.poll(ticks).not.toBe(whole);
  await page.locator('body').press('0');
  await expect.poll(ticks).toBe(whole);
  const box = await page.getByRole('img', { name: 'Spectrogram after' }).boundingBox();
  if (!box) throw new Error('no picture');
  const touch = async (kind: 'touchStart' | 'touchMove' | 'touchEnd', ...xs: number[]): Promise<void> => {
    const touchPoints = xs.map((x, id) => ({ x: box.x + x * box.width, y: box.y + 30, id }));
    await session.send('Input.dispatchTouchEvent', { type: kind, touchPoints });
  };
  const session = await page.context().newCDPSession(page);
  await touch('touchStart', 0.45, 0.55);
  await touch('touchMove', 0.35, 0.65);
  await touch('touchMove', 0.25, 0.75);
  await touch('touchEnd');
  await expect(page.getByRole('button', { name: 'Show all' })).toBeVisible();
  const pinched = await ticks();
  const minimap = await page.locator('.view-scroller').boundingBox();
  if (!minimap) throw new Error('no minimap');
  await page.mouse.click(minimap.x + 5, minimap.y + 10);
  await expect.poll(ticks).toMatch(/^0/);
  expect(await ticks()).not.toBe(pinched);
});
