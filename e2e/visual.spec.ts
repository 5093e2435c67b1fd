import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { type App, expect, test } from './app';

const NOISY = readFileSync('e2e/fixtures/noisy.wav');
const SIZES = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
/** Fonts and their edges differ a little from machine to machine; a part that is missing or elsewhere is more than this share of all pixels. */
const TOLERANCE = { maxDiffPixelRatio: 0.005, animations: 'disabled', caret: 'hide' } as const;

/** Width of a line in the page's font where the pictures were taken, CSS pixels. */
const LINE = { text: 'Sphinx of black quartz, judge my vow 0123456789', width: 408.375 };

/** On a machine with other fonts every line ends elsewhere, so the pictures say nothing there. */
async function hasOurFonts(page: Page): Promise<boolean> {
  const width = await page.evaluate((text) => {
    const context = document.createElement('canvas').getContext('2d');
    if (!context) return 0;
    context.font = `16px ${getComputedStyle(document.body).fontFamily}`;
    return context.measureText(text).width;
  }, LINE.text);
  return Math.abs(width - LINE.width) < 0.5;
}

/** What says how long something took, or on what; and the pictures of the sound, which are the model's and have tests of their own. */
function changing(page: Page) {
  const said = ['Job', 'Engine'].map((name) => page.getByRole('status', { name }));
  return [...said, page.getByRole('img', { name: /^Spectrogram/ }), page.locator('.waveform')];
}

async function finished(app: App): Promise<void> {
  const { page } = app;
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  await page.waitForFunction(() => document.querySelectorAll('.waveform div').length > 1);
  await expect(page.getByRole('status', { name: 'Speech loss' })).toHaveText('No lost voice found');
}

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`the first page and the result look as they should, ${size}, ${colorScheme}`, async ({ app }) => {
      const { page } = app;
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await app.open('?backend=wasm&threads=1');
      test.skip(!(await hasOurFonts(page)), 'the fonts here are not those of the pictures');
      await expect(app.engine).toHaveText(/^WASM/);
      await expect(page.getByRole('list', { name: 'Samples' })).toBeVisible();
      await expect(page).toHaveScreenshot(`first-${size}-${colorScheme}.png`, { ...TOLERANCE, mask: changing(page) });
      await finished(app);
      await expect(page).toHaveScreenshot(`done-${size}-${colorScheme}.png`, { ...TOLERANCE, mask: changing(page) });
    });
  }
}
