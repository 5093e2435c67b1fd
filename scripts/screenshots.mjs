/** `npm run screenshots [-- FOLDER]`: every state of the page at three sizes in both themes, for people to look at. Serves dist/ as it is. */
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { writeLoopedWav } from '../bench/looped-wav.mjs';
import { requireChromium } from './find-chromium.mjs';
import { writeOfflineRelease } from './offline-release.mjs';
import { serve } from './serve.mjs';

const folder = process.argv[2] ?? 'test-results/screens';
const SIZES = { wide: { width: 1440, height: 900 }, tablet: { width: 1024, height: 768 }, phone: { width: 390, height: 844 } };
/** Long enough that its work is seen under way. */
const LONG_SEC = 1200;
const temporary = mkdtempSync(join(tmpdir(), 'limpid-screens-'));
const site = join(temporary, 'dist');
const long = join(temporary, 'interview.wav');
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

const recordings = (page) => page.getByLabel('Recordings', { exact: true });

/** Waits until the recording on screen is a little way through. */
const underWay = (page) =>
  page.waitForFunction(() => Number(document.querySelector('[role=progressbar][aria-label=Denoising]')?.getAttribute('aria-valuenow')) > 3);

/** Tabs are loaded when they are first opened: they are there with their heading. */
async function openTab(page, name) {
  await page.getByRole('tab', { name }).click();
  await page.getByRole('tabpanel', { name }).getByRole('heading').first().waitFor();
}

/** States in the order in which a page comes through them: name, and what leads there from the one before. */
const STATES = [
  ['empty', (page) => page.getByRole('status', { name: 'Engine' }).filter({ hasText: 'WASM' }).waitFor()],
  [
    'working',
    async (page) => {
      await recordings(page).setInputFiles(long);
      await underWay(page);
    },
  ],
  ['cancelled', (page) => button(page, 'Cancel').click()],
  [
    'done',
    async (page) => {
      await page
        .getByRole('button', { name: /^Close / })
        .first()
        .click();
      await page
        .getByRole('button', { name: /^Discard / })
        .first()
        .click();
      await page.getByRole('button', { name: /^Really discard / }).click();
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
  [
    'figures',
    async (page) => {
      await button(page, 'Figures').click();
      await page.getByText('with most speech').waitFor({ timeout: 120_000 });
      await page.getByText('with most speech').scrollIntoViewIfNeeded();
    },
  ],
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
      await recordings(page).setInputFiles(LETTER);
      await page.getByRole('alert').waitFor();
    },
  ],
  [
    'queue',
    async (page) => {
      await button(page, 'Dismiss').click();
      await recordings(page).setInputFiles([long, 'public/samples/office.wav', 'public/samples/old-tape.wav']);
      await page.getByRole('status', { name: 'Queue' }).filter({ hasText: /of 5/ }).waitFor();
      await underWay(page);
    },
  ],
  [
    'update',
    async (page) => {
      await page.getByText('Works offline').waitFor({ timeout: 120_000 });
      appendFileSync(join(site, 'index.html'), '\n');
      writeOfflineRelease(site);
      await page.evaluate(async () => await (await navigator.serviceWorker.getRegistration())?.update());
      await page.getByRole('region', { name: 'Update' }).waitFor();
    },
  ],
  ['live', (page) => openTab(page, 'Live')],
  ['fine-tune', (page) => openTab(page, 'Fine-tune')],
  ['profiles', (page) => openTab(page, 'Profiles')],
];

mkdirSync(folder, { recursive: true });
cpSync('dist', site, { recursive: true });
writeLoopedWav('public/samples/air-conditioning.wav', long, LONG_SEC);
const { server, url } = await serve(site, 4300, true);
const browser = await chromium.launch({ executablePath: requireChromium(), args: ['--no-sandbox'] });
for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark']) {
    const page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
    page.on('console', (message) => console.log(message.type(), message.text()));
    await page.goto(`${url}?backend=wasm`);
    for (const [state, reach] of STATES) {
      await reach(page).catch(async (error) => {
        await page.screenshot({ path: `${folder}/failed.png` });
        throw error;
      });
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
rmSync(temporary, { recursive: true, force: true });
