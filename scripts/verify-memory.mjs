/** `npm run verify:memory`: how much memory a long recording takes in a real Chromium, and whether the page stays responsive. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { requireChromium } from './find-chromium.mjs';
import { writeLongWav } from './generated-wav.mjs';
import { browserProcess, residentBytes } from './process-memory.mjs';
import { serve } from './serve.mjs';

const HELP = `Usage: npm run verify:memory -- [--minutes N] [--channels N] [--json] [--no-build]

Builds the page, opens it in headless Chromium with a generated 48 kHz WAV, denoises it, saves the result, and measures all that time:

  peakBytes      resident memory of all of the browser's processes (proportional set size) above what they take with an empty tab
  longestTaskMs  longest task of the page's main thread from the drop on; 0 where none took 50 ms, which browsers do not report
  xRealTime      seconds of sound per second from the drop to the saved WAV

  --minutes N    length of the recording (default: 180)
  --channels N   its channels (default: 2)
  --json         print nothing but {"seconds", "channels", "peakBytes", "longestTaskMs", "xRealTime"} on standard output
  --no-build     measure dist/ as it is

Exits 1 where peakBytes is above 600 MB, longestTaskMs above 100, or the saved WAV has not the source's length. Linux only: it reads /proc.
`;
const MAX_PEAK_BYTES = 600e6;
const MAX_TASK_MS = 100;
const SAMPLE_PERIOD_MS = 250;
const SETTLE_MS = 3000;
const HEADER_BYTES = 80;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '180' },
    channels: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function say(text) {
  if (!values.json) console.log(text);
}

const inMB = (bytes) => `${Math.round(bytes / 1e6)} MB`;

function positive(name, whole) {
  const value = Number(values[name]);
  if (value > 0 && (!whole || Number.isInteger(value))) return value;
  console.error(`--${name} is ${JSON.stringify(values[name])}, allowed are ${whole ? 'whole numbers' : 'numbers'} above 0.`);
  process.exit(2);
}

function build() {
  const { status } = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
    stdio: ['ignore', 2, 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** Follows the memory of a process tree until `stop`, which returns the largest value seen. */
function watchMemory(pid) {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentBytes(pid));
  }, SAMPLE_PERIOD_MS);
  return {
    peak: () => peak,
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

/** Runs in the page before its own scripts: keeps every long task. */
function recordLongTasks() {
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) window.longTasks.push({ startTime, duration });
  }).observe({ type: 'longtask', buffered: true });
}

async function cleanAndSave(page, path, memory) {
  const longTimeout = { timeout: 0 };
  await page
    .getByRole('status', { name: 'Engine' })
    .filter({ hasText: /^(WebGPU|WASM)/ })
    .waitFor();
  say(`engine: ${await page.getByRole('status', { name: 'Engine' }).textContent()}`);
  const dropMs = await page.evaluate(() => performance.now());
  const started = Date.now();
  await page.getByLabel('Recordings', { exact: true }).setInputFiles(path);
  await page
    .getByRole('status', { name: 'Job' })
    .filter({ hasText: /^(Done|Failed)/ })
    .waitFor(longTimeout);
  say(`${await page.getByRole('status', { name: 'Job' }).textContent()} (${inMB(memory.peak())} so far)`);
  const [download] = await Promise.all([
    page.waitForEvent('download', longTimeout),
    page.getByRole('button', { name: 'Download' }).click(),
  ]);
  const saved = await download.path();
  const tookSec = (Date.now() - started) / 1000;
  const savedBytes = statSync(saved).size;
  await download.delete();
  const tasks = await page.evaluate((from) => window.longTasks.filter(({ startTime }) => startTime >= from), dropMs);
  return { tookSec, savedBytes, longestTaskMs: Math.round(tasks.reduce((most, { duration }) => Math.max(most, duration), 0)) };
}

async function measure(folder, url, seconds, channels) {
  const path = join(folder, 'long.wav');
  say(`writing ${seconds} s of sound`);
  const numSamples = writeLongWav(path, seconds, channels);
  // A profile on disk: in a private one the browser's file system would lie in memory.
  const args = ['--no-sandbox', '--disable-background-networking', '--disable-component-update'];
  const profile = join(folder, 'profile');
  const context = await chromium.launchPersistentContext(profile, { executablePath: requireChromium(), args, acceptDownloads: true });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    const pid = browserProcess(profile);
    await page.waitForTimeout(SETTLE_MS);
    const idleBytes = residentBytes(pid);
    say(`idle tab: ${inMB(idleBytes)}`);
    const memory = watchMemory(pid);
    await page.addInitScript(recordLongTasks);
    await page.goto(url);
    const { tookSec, savedBytes, longestTaskMs } = await cleanAndSave(page, path, memory);
    const complete = savedBytes - numSamples * channels * 2;
    if (complete < 0 || complete > HEADER_BYTES + 1)
      throw new Error(`The saved WAV has ${savedBytes} bytes for ${numSamples} samples of ${channels} channels.`);
    return { seconds, channels, peakBytes: memory.stop() - idleBytes, longestTaskMs, xRealTime: Math.round((10 * seconds) / tookSec) / 10 };
  } finally {
    // A browser that is gone already has said so before.
    await context.close().catch(() => undefined);
  }
}

const seconds = Math.round(60 * (values.help ? 1 : positive('minutes', false)));
const channels = values.help ? 1 : positive('channels', true);
if (values.help) {
  console.log(HELP);
} else {
  if (!values['no-build']) build();
  const folder = mkdtempSync(join(tmpdir(), 'limpid-memory-'));
  const { server, url } = await serve('dist', 4400, true);
  try {
    const result = await measure(folder, url, seconds, channels);
    console.log(JSON.stringify(result));
    if (result.peakBytes > MAX_PEAK_BYTES || result.longestTaskMs > MAX_TASK_MS) process.exitCode = 1;
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
