import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './app';

test('speech that was removed is marked, can be gone to, and one click eases it', async ({ app }) => {
  const { page } = app;
  await app.open('?sample=street');
  await app.done();
  const status = page.getByRole('status', { name: 'Speech loss' });
  await expect(status).toHaveText('No lost voice found');
  // Takes a loud vowel out: 1.4 to 1.8 s, up to 4 kHz.
  await page.getByRole('radio', { name: 'Remove', exact: true }).check();
  await page.getByRole('slider', { name: 'Brush size' }).fill('40');
  const box = await page.getByRole('img', { name: 'Spectrogram after' }).boundingBox();
  if (!box) throw new Error('no picture to draw on');
  await page.mouse.move(box.x + 0.28 * box.width, box.y + 0.6 * box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.28 * box.width, box.y + 0.9 * box.height, { steps: 4 });
  await page.mouse.move(box.x + 0.34 * box.width, box.y + 0.9 * box.height, { steps: 4 });
  await page.mouse.up();
  await expect(status).toHaveText(/^Speech lost\? [1-9] place/);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.locator('body').press('m');
  await expect(status).toHaveText(/ · 1 at 0:0/);
  for (let left = Number((await status.textContent())?.match(/\d+/)?.[0]) - 1; left >= 0; left--) {
    await page.getByRole('button', { name: 'Ease here' }).click();
    await expect(status).toHaveText(left === 0 ? 'No lost voice found' : new RegExp(`^Speech lost\\? ${left} place`));
    if (left > 0) await page.getByRole('button', { name: 'Next', exact: true }).click();
  }
});
