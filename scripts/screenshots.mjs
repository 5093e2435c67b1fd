/** `npm run screenshots [-- FOLDER]`: the page's main states at two sizes in both themes, for people to look at. Serves dist/ as it is. */
import { mkdirSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { requireChromium } from './find-chromium.mjs';
import { serve } from './serve.mjs';

const folder = process.argv[2] ?? 'test-results/screens';
const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

mkdirSync(folder, { recursive: true });
const { server, url } = await serve('dist', 4300, true);
const browser = await chromium.launch({ executablePath: requireChromium(), args: ['--no-sandbox'] });

async function shoot(page, name) {
  await page.screenshot({ path: `${folder}/${name}.png` });
  console.log(`${folder}/${name}.png`);
}

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark']) {
    const page = await browser.newPage({ viewport, colorScheme, deviceScaleFactor: size === 'phone' ? 2 : 1 });
    page.on('console', (message) => console.log(message.type(), message.text()));
    const name = (state) => `${state}-${size}-${colorScheme}`;
    await page.goto(`${url}?backend=wasm`);
    await page.getByRole('status', { name: 'Engine' }).filter({ hasText: 'WASM' }).waitFor();
    await shoot(page, name('empty'));
    await page.getByRole('button', { name: 'Try a sample' }).click();
    await page.getByRole('status', { name: 'Job' }).filter({ hasText: 'Done' }).waitFor();
    // The pictures follow the result: wavesurfer has drawn once its canvases are there.
    await page.waitForFunction(() => document.querySelectorAll('.waveform div').length > 1);
    await shoot(page, name('done'));
    await page
      .getByLabel('Recordings', { exact: true })
      .setInputFiles({ name: 'letter.wav', mimeType: 'audio/wav', buffer: Buffer.from('Dear all, this is no sound.') });
    await page.getByRole('alert').waitFor();
    await shoot(page, name('alert'));
    await page.close();
  }
}
await browser.close();
server.close();
