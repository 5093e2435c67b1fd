import { expect, test } from './app';
import { add, CLEAN, chooseSteps, takeTinyModel } from './training';
import { noise, writeWav } from './wav';

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
