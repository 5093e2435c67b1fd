/** `npm run screenshots [-- FOLDER]`: every state of the page at three sizes in both themes, for people to look at. Serves dist/ as it is. */
import { mkdirSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { requireChromium } from './find-chromium.mjs';
import { serve } from './serve.mjs';

const folder = process.argv[2] ?? 'test-results/screens';
const SIZES = { wide: { width: 1440, height: 900 }, tablet: { width: 1024, height: 768 }, phone: { width: 390, height: 844 } };
const LETTER = { name: 'letter.wav', mimeType: 'audio/wav', buffer: Buffer.from('Dear all, this is no sound.') };

/** Draws or selects over a picture: places are shares of its width and height. */
async function drag(page, [x0, y0], [x1, y1]) {
  const picture = page.getByRole('img', { name: 'Spectrogram after' });
  await picture.scrollIntoViewIfNeeded();
  const box = await picture.boundingBox();
  const at = (x, y) => [box.x + x * box.width, box.y + y * box.height];
  await page.mouse.move(...at(x0, y0));
  await page.mouse.down();
  await page.mouse.move(...at((x0 + x1) / 2, (y0 + y1) / 2), { steps: 4 });
  await page.mouse.move(...at(x1, y1), { steps: 4 });
  await page.mouse.up();
}

const button = (page, name) => page.getByRole('button', { name, exact: true });

/** Tabs are loaded when they are first opened: they are there with their heading. */
async function openTab(page, name) {
  await page.getByRole('tab', { name }).click();
  await page.getByRole('tabpanel', { name }).getByRole('heading').first().waitFor();
}

/** States in the order in which a page comes through them: name, and what leads there from the one before. */
const STATES = [
  ['empty', (page) => page.getByRole('status', { name: 'Engine' }).filter({ hasText: 'WASM' }).waitFor()],
  [
    'done',
    async (page) => {
      await button(page, 'Try a sample').click();
      await page.getByRole('status', { name: 'Job' }).filter({ hasText: 'Done' }).waitFor();
      // wavesurfer has drawn once its canvases are there, and the map of lost speech comes last.
      await page.waitForFunction(() => document.querySelectorAll('.waveform div').length > 1);
      await page
        .getByRole('status', { name: 'Speech loss' })
        .filter({ hasText: /found|lost\?/ })
        .waitFor();
    },
  ],
  [
    'edits',
    async (page) => {
      await drag(page, [0.1, 0.5], [0.2, 0.5]);
      await button(page, 'Protect').click();
      await page.getByRole('radio', { name: 'Remove', exact: true }).check();
      await page.getByRole('slider', { name: 'Brush size' }).fill('36');
      await drag(page, [0.28, 0.6], [0.36, 0.9]);
      await page.getByRole('radio', { name: 'Select' }).check();
      await drag(page, [0.6, 0.5], [0.8, 0.5]);
    },
  ],
  ['edit-list', (page) => button(page, '2 edits').click()],
  [
    'view-menu',
    async (page) => {
      await page.keyboard.press('Escape');
      await button(page, 'View').click();
      await page.getByLabel('Frequency scale').selectOption('log');
      await page.getByLabel('Colours').selectOption('viridis');
    },
  ],
  [
    'zoomed',
    async (page) => {
      await page.keyboard.press('Escape');
      await page.locator('body').press('+');
    },
  ],
  ['adjust', (page) => button(page, 'Adjust').click()],
  ['figures', (page) => button(page, 'Figures').click()],
  ['blind-test', (page) => button(page, 'Blind test').click()],
  [
    'keys',
    async (page) => {
      await page.locator('body').press('Escape');
      await page.locator('body').press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    },
  ],
  [
    'alert',
    async (page) => {
      await page.keyboard.press('Escape');
      await page.getByLabel('Recordings', { exact: true }).setInputFiles(LETTER);
      await page.getByRole('alert').waitFor();
    },
  ],
  ['live', (page) => openTab(page, 'Live')],
  ['fine-tune', (page) => openTab(page, 'Fine-tune')],
  ['profiles', (page) => openTab(page, 'Profiles')],
];

mkdirSync(folder, { recursive: true });
const { server, url } = await serve('dist', 4300, true);
const browser = await chromium.launch({ executablePath: requireChromium(), args: ['--no-sandbox'] });
for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark']) {
    const page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
    page.on('console', (message) => console.log(message.type(), message.text()));
    await page.goto(`${url}?backend=wasm`);
    for (const [state, reach] of STATES) {
      await reach(page);
      // Two frames: the worker that draws spectrograms answers in the second.
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      const path = `${folder}/${state}-${size}-${colorScheme}.png`;
      await page.screenshot({ path });
      console.log(path);
    }
    await page.close();
  }
}
await browser.close();
server.close();
