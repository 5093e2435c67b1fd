import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './app';
import { noise, writeWav } from './wav';

const NOISY = readFileSync('e2e/fixtures/noisy.wav');

test('the result is heard as loud as the source, and the page says by how much', async ({ app }) => {
  const { page } = app;
  await app.open();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  const match = page.getByRole('button', { name: /^Match loudness/ });
  await expect(match).toHaveText(/^matched \+\d+\.\d dB$/);
  const full = Number.parseFloat((await match.textContent())?.replace(/[^\d.]/g, '') ?? '');
  expect(full).toBeGreaterThan(0.1);
  await page.getByRole('slider', { name: 'Strength' }).fill('0');
  await expect(match).toHaveText('matched +0.0 dB');
  await match.click();
  await expect(match).toHaveText('not matched');
});

test('a stretch is looped until it is let go', async ({ app }) => {
  const { page } = app;
  await app.open();
  await app.choose({ name: 'a.wav', bytes: writeWav([noise(16_000 * 2.7)], 16_000) });
  await app.done();
  const loop = page.getByRole('button', { name: 'Loop' });
  await loop.click();
  await expect(loop).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Play' }).click();
  const position = page.getByRole('slider', { name: 'Position' });
  // The recording is short: a play head that goes back has been round.
  let last = 0;
  await expect
    .poll(async () => {
      const former = last;
      last = Number(await position.inputValue());
      return former - last;
    })
    .toBeGreaterThan(0.2);
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await loop.click();
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
});

test('a blind test hides what is heard, counts, and tells the chance', async ({ app }) => {
  const { page } = app;
  await app.open();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  await page.getByRole('button', { name: 'Blind test' }).click();
  const status = page.getByRole('status', { name: 'Blind test' });
  await expect(status).toContainText('Trial 1 of 10');
  await page.getByRole('combobox', { name: 'Trials' }).selectOption('5');
  await expect(page.getByRole('radiogroup', { name: 'Listen to' }).getByRole('radio', { checked: true })).toHaveCount(0);
  await expect(page.getByRole('radio', { name: 'Before', exact: true })).toBeDisabled();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  for (let trial = 1; trial <= 5; trial++) {
    await expect(status).toContainText(`Trial ${trial} of 5`);
    await page.getByRole('radiogroup', { name: 'Hear' }).getByRole('radio', { name: 'X' }).check();
    await page.getByRole('button', { name: trial % 2 ? 'X is A' : 'X is B' }).click();
  }
  await expect(status).toHaveText(/^[0-5] of 5 right, p = [\d.]+: .+/);
  const text = (await status.textContent()) ?? '';
  const right = Number(text[0]);
  const chances = [1, 0.969, 0.813, 0.5, 0.188, 0.031];
  expect(Number(/p = ([\d.]+)/.exec(text)?.[1])).toBeCloseTo(chances[right] ?? Number.NaN, 2);
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(page.getByRole('radio', { name: 'After', exact: true })).toBeChecked();
});

test('controls change the saved file without a new inference, go back by double click and undo, and are kept over a reload', async ({
  app,
}) => {
  const { page } = app;
  await app.open();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  const worked = await app.job.textContent();
  await page.getByRole('button', { name: 'Adjust' }).click();
  const energy = async (): Promise<number> => (await app.save()).channels[0]?.reduce((sum, v) => sum + v * v, 0) ?? Number.NaN;
  const plain = await energy();
  const changes: readonly [string, () => Promise<void>, () => Promise<void>][] = [];
  const slider = (name: string, value: string): void => {
    const control = page.getByRole('slider', { name, exact: true });
    (changes as [string, () => Promise<void>, () => Promise<void>][]).push([name, () => control.fill(value), () => control.dblclick()]);
  };
  slider('Onset', '96');
  slider('Hold', '240');
  slider('Tilt', '60');
  for (const [name, set, reset] of changes) {
    await set();
    expect(await energy(), name).not.toBeCloseTo(plain, 9);
    await reset();
    expect(await energy(), name).toBe(plain);
  }
  await page.getByRole('checkbox', { name: 'Keep breaths' }).check();
  await page.getByRole('slider', { name: 'Hold', exact: true }).fill('240');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('slider', { name: 'Hold', exact: true })).not.toHaveValue('240');
  await page.getByRole('button', { name: 'Redo' }).click();
  await expect(page.getByRole('slider', { name: 'Hold', exact: true })).toHaveValue('240');
  await expect(app.job).toHaveText(worked ?? '');
  await page.reload();
  await app.done();
  await page.getByRole('button', { name: 'Adjust' }).click();
  await expect(page.getByRole('slider', { name: 'Hold', exact: true })).toHaveValue('240');
  await expect(page.getByRole('checkbox', { name: 'Keep breaths' })).toBeChecked();
});

test('the largest reduction is automatic until it is set, and again by double click', async ({ app }) => {
  const { page } = app;
  await app.open();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  const auto = page.getByRole('button', { name: 'Auto', exact: true });
  const slider = page.getByRole('slider', { name: 'Maximum reduction' });
  await expect(auto).toHaveAttribute('aria-pressed', 'true');
  const automatic = await slider.inputValue();
  await slider.fill('9');
  await expect(auto).toHaveAttribute('aria-pressed', 'false');
  await slider.dblclick();
  await expect(auto).toHaveAttribute('aria-pressed', 'true');
  await expect(slider).toHaveValue(automatic);
});

test('settings are kept as presets over a reload', async ({ app }) => {
  const { page } = app;
  await app.open();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  await page.getByRole('button', { name: 'Adjust' }).click();
  await page.getByRole('slider', { name: 'Strength' }).fill('70');
  await page.getByRole('textbox', { name: 'Preset name' }).fill('Market');
  await page.getByRole('button', { name: 'Save preset' }).click();
  const presets = page.getByRole('combobox', { name: 'Settings preset' });
  await expect(presets).toHaveValue('Market');
  await presets.selectOption('As it comes');
  await expect(page.getByRole('slider', { name: 'Strength' })).toHaveValue('100');
  await page.reload();
  await app.done();
  await page.getByRole('button', { name: 'Adjust' }).click();
  await presets.selectOption('Market');
  await expect(page.getByRole('slider', { name: 'Strength' })).toHaveValue('70');
  await page.getByRole('button', { name: 'Delete preset' }).click();
  await expect(presets.getByRole('option', { name: 'Market' })).toHaveCount(0);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test('Griffin-Lim is another sound of the same length, and says what it is', async ({ app }) => {
  const { page } = app;
  await app.open();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  const gains = await app.save();
  await page.getByRole('button', { name: 'Adjust' }).click();
  await page.getByRole('radiogroup', { name: 'Restoration' }).getByRole('radio', { name: 'Griffin-Lim' }).check();
  await expect(page.getByText('A made-up phase sounds hollow')).toBeVisible();
  const made = await app.save();
  expect(made.channels[0]?.length).toBe(gains.channels[0]?.length);
  expect(made.channels[0]).not.toEqual(gains.channels[0]);
});

test('every panel is fit for the dark and for a phone', async ({ app }) => {
  const { page } = app;
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 390, height: 844 });
  await app.open();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  for (const panel of ['Adjust', 'Figures', 'Blind test']) {
    await page.getByRole('button', { name: panel }).click();
    await expect(page.getByRole('region', { name: panel })).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations, panel).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), panel).toBeLessThanOrEqual(390);
  }
  await page.getByRole('tab', { name: 'Live' }).click();
  await expect(page.getByRole('button', { name: 'Start microphone' })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
