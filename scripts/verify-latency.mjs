/** `npm run verify:latency`: how soon a slider is heard, whether switching leaves a gap, and how smooth zooming is, in the built page on a long recording. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { requireChromium } from './find-chromium.mjs';
import { writeLongWav } from './generated-wav.mjs';
import { changeTime, joined, longestGapMs, percentile } from './latency/analyse.mjs';
import { serve } from './serve.mjs';

const HELP = `Usage: npm run verify:latency -- [--minutes N] [--json] [--no-build]

Builds the page, opens it in headless Chromium with a generated 48 kHz WAV, denoises it, plays it, and measures, while all that the page draws goes on:

  sliderToSoundMs  from the input event of the slider Strength to the sound that has changed, with the output latency that the browser states; the worst of 12
  switchGapMs      longest silence around switching between Before, After and Removed while playing; the worst of 12
  zoomFrameP95Ms   95th percentile of the time between frames while Ctrl and wheel zoom in and out
  minutes          length of the recording

  --minutes N      length of the recording (default: 60)
  --json           print nothing but {"sliderToSoundMs", "switchGapMs", "zoomFrameP95Ms", "minutes"} on standard output
  --no-build       measure dist/ as it is

What is heard is taken from the audio graph by an AudioWorklet. Exits 1 where sliderToSoundMs is above 100, switchGapMs above 1 or zoomFrameP95Ms above 20.
`;
const LIMITS = { sliderToSoundMs: 100, switchGapMs: 1, zoomFrameP95Ms: 20 };
const TURNS = 12;
const WHEEL_TURNS = 120;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    json: { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function say(text) {
  if (!values.json) console.log(text);
}

function build() {
  const { status } = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
    stdio: ['ignore', 2, 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** Presses a key and returns what was heard from 0.3 s before it to 0.7 s behind, and when the event came, seconds of the audio context. */
async function pressAndListen(page, key) {
  // The time since the last press differs from turn to turn, so that no rhythm of the page's own hides a delay.
  await page.waitForTimeout(700 + 37 * (pressAndListen.turn++ % 7));
  await page.evaluate(() => {
    window.heard.inputs.length = 0;
  });
  await page.keyboard.press(key);
  await page.waitForFunction(() => window.heard.now() > window.heard.inputs[0] + 0.8);
  const { blocks, rateHz, inputSec, latencySec } = await page.evaluate(() => {
    const { rateHz, inputs, outputLatencySec } = window.heard;
    const inputSec = inputs[inputs.length - 1];
    const near = window.heard.blocks.filter(({ frame }) => frame > (inputSec - 0.3) * rateHz && frame < (inputSec + 0.7) * rateHz);
    window.heard.blocks.length = 0;
    const blocks = near.map(({ frame, samples }) => ({ frame, samples: Array.from(samples) }));
    return { rateHz, latencySec: outputLatencySec, inputSec, blocks };
  });
  return { sound: joined(blocks), rateHz, inputSec, latencySec };
}
pressAndListen.turn = 0;

async function sliderToSoundMs(page) {
  const slider = page.getByRole('slider', { name: 'Strength' });
  await slider.focus();
  const found = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const { sound, rateHz, inputSec, latencySec } = await pressAndListen(page, turn % 2 === 0 ? 'Home' : 'End');
    found.push(1000 * (changeTime(sound, rateHz, inputSec) - inputSec + latencySec));
  }
  say(`slider to sound, ms: ${found.map((ms) => ms.toFixed(0)).join(' ')}`);
  return Math.max(...found);
}

async function switchGapMs(page) {
  await page.getByRole('slider', { name: 'Strength' }).fill('50');
  await page.locator('body').press('a');
  const found = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const { sound, rateHz, inputSec } = await pressAndListen(page, ['b', 'a', 'r', 'a'][turn % 4]);
    found.push(longestGapMs(sound, rateHz, inputSec));
  }
  say(`gaps at switches, ms: ${found.join(' ')}`);
  return Math.max(...found);
}

async function zoomFrameP95Ms(page) {
  const box = await page.getByRole('img', { name: 'Spectrogram before' }).boundingBox();
  if (!box) throw new Error('There is no spectrogram.');
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2);
  await page.evaluate(() => {
    window.zoomed = false;
    window.gaps = window.framesDuring(() => window.zoomed);
  });
  await page.keyboard.down('Control');
  for (let turn = 0; turn < WHEEL_TURNS; turn++) await page.mouse.wheel(0, Math.floor(turn / (WHEEL_TURNS / 4)) % 2 === 0 ? -80 : 80);
  await page.keyboard.up('Control');
  const gapsMs = await page.evaluate(() => {
    window.zoomed = true;
    return window.gaps;
  });
  say(`${gapsMs.length} frames while zooming, the longest ${Math.max(...gapsMs).toFixed(1)} ms`);
  return percentile(gapsMs, 0.95);
}

async function openPage(context, url, path) {
  const page = await context.newPage();
  await page.addInitScript(readFileSync(new URL('latency/listen.js', import.meta.url), 'utf8'));
  await page.goto(url);
  await page.getByLabel('Recordings', { exact: true }).setInputFiles(path);
  const job = page.getByRole('status', { name: 'Job' }).filter({ hasText: /^(Done|Failed)/ });
  await job.waitFor({ timeout: 0 });
  say(`${await job.textContent()}; ${await page.getByRole('status', { name: 'Engine' }).textContent()}`);
  return page;
}

async function measure(folder, url, minutes) {
  const path = join(folder, 'long.wav');
  writeLongWav(path, Math.round(60 * minutes), 1);
  const args = [
    '--no-sandbox',
    '--disable-background-networking',
    '--disable-component-update',
    '--autoplay-policy=no-user-gesture-required',
  ];
  const options = { executablePath: requireChromium(), args, viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' };
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), options);
  try {
    const page = await openPage(context, url, path);
    // The middle of the recording, so that nothing is at hand by chance.
    await page.getByRole('slider', { name: 'Position' }).fill(String(30 * minutes));
    await page.getByRole('button', { name: 'Play' }).click();
    await page.waitForFunction(() => window.heard.blocks.length > 400);
    const slider = await sliderToSoundMs(page);
    const gap = await switchGapMs(page);
    const zoom = await zoomFrameP95Ms(page);
    const round = (ms) => Math.round(10 * ms) / 10;
    return { sliderToSoundMs: round(slider), switchGapMs: round(gap), zoomFrameP95Ms: round(zoom), minutes };
  } finally {
    await context.close().catch(() => undefined);
  }
}

const minutes = Number(values.minutes);
if (values.help) {
  console.log(HELP);
} else if (!(minutes >= 1)) {
  console.error(`--minutes is ${JSON.stringify(values.minutes)}, allowed are numbers from 1 on.`);
  process.exitCode = 2;
} else {
  if (!values['no-build']) build();
  const folder = mkdtempSync(join(tmpdir(), 'limpid-latency-'));
  const { server, url } = await serve('dist', 4600, true, ['scripts/latency']);
  try {
    const result = await measure(folder, url, minutes);
    console.log(JSON.stringify(result));
    if (Object.entries(LIMITS).some(([name, limit]) => !(result[name] <= limit))) process.exitCode = 1;
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
