/** From opening the page to ready, and from a drop to its sound. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { launch, median } from './browser.mjs';

/** Runs in the page before its own scripts: notes when the engine line first names a backend, and every sound that is scheduled. */
function observe() {
  window.bench = { readyMs: undefined, sounds: [] };
  const look = () => {
    const text = document.querySelector('[role=status][aria-label=Engine]')?.textContent ?? '';
    if (window.bench.readyMs === undefined && /^(WebGPU|WASM|CPU)/.test(text)) window.bench.readyMs = performance.now();
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (when = 0, ...rest) {
    const waitMs = Math.max(0, when - this.context.currentTime) * 1000;
    const peak = this.buffer.getChannelData(0).reduce((most, v) => Math.max(most, Math.abs(v)), 0);
    window.bench.sounds.push({ atMs: performance.now() + waitMs, peak });
    return start.call(this, when, ...rest);
  };
}

function timesOf(page) {
  return page.evaluate(() => {
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    return { paintMs: paint?.startTime, readyMs: window.bench.readyMs };
  });
}

const whenReady = (page) => page.waitForFunction(() => window.bench.readyMs !== undefined);

/** Scripts, those of workers too, that were asked for before the first paint, gzipped as a host would send them. */
async function jsBeforePaint(page, root, requests) {
  const paintEpochMs = await page.evaluate(
    () => performance.timeOrigin + performance.getEntriesByName('first-contentful-paint')[0].startTime,
  );
  const early = requests.filter((request) => /[.]js$/.test(request.url()) && request.timing().startTime < paintEpochMs);
  const paths = [...new Set(early.map((request) => new URL(request.url()).pathname))];
  return paths.map((path) => ({ path, gzipBytes: gzipSync(readFileSync(join(root, path)), { level: 9 }).length }));
}

/** One visit with an empty cache, then one more. */
async function visit(folder, url, root) {
  const profile = mkdtempSync(join(folder, 'visit-'));
  const browser = await launch(profile);
  try {
    const { page } = browser;
    const requests = [];
    browser.context.on('requestfinished', (request) => requests.push(request));
    await page.addInitScript(observe);
    await page.goto(url);
    await whenReady(page);
    const cold = await timesOf(page);
    const scripts = await jsBeforePaint(page, root, requests);
    // Everything is kept for offline use by then, which is what a second visit starts from.
    await page.getByText('Works offline').waitFor();
    await page.goto('about:blank');
    await page.goto(url);
    await whenReady(page);
    return {
      cold,
      warm: await timesOf(page),
      scripts,
      engine: await page.getByRole('status', { name: 'Engine' }).textContent(),
      version: browser.version,
    };
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

/** Milliseconds from the drop of a file to its first denoised sound, Play being pressed as soon as it can be. */
async function firstSound(folder, url, wavPath) {
  const profile = mkdtempSync(join(folder, 'sound-'));
  const browser = await launch(profile);
  try {
    const { page } = browser;
    await page.addInitScript(observe);
    await page.goto(url);
    await whenReady(page);
    const play = page.getByRole('button', { name: 'Play' });
    const droppedMs = await page.evaluate(() => performance.now());
    await page.getByLabel('Recordings', { exact: true }).setInputFiles(wavPath);
    await play.click();
    // Before, after and removed are scheduled together; what is removed is silent as long as nothing was denoised.
    const heard = await page.waitForFunction(() => {
      const { sounds } = window.bench;
      const at = sounds.findIndex((_, i) => i % 3 === 0 && sounds.length >= i + 3 && sounds.slice(i, i + 3).every(({ peak }) => peak > 0));
      return at < 0 ? undefined : sounds[at].atMs;
    });
    const firstSoundMs = (await heard.jsonValue()) - droppedMs;
    await page.getByRole('status', { name: 'Job' }).filter({ hasText: /^Done/ }).waitFor({ timeout: 0 });
    return { firstSoundMs, doneMs: (await page.evaluate(() => performance.now())) - droppedMs };
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

/** Medians of several visits. */
export async function measureStartup({ folder, url, root, fiveMinutes, rounds }) {
  const visits = [];
  const sounds = [];
  for (let i = 0; i < rounds; i++) {
    visits.push(await visit(folder, url, root));
    sounds.push(await firstSound(folder, url, fiveMinutes));
  }
  const middle = (pick) => Math.round(median(visits.map(pick)));
  const [{ scripts, engine, version }] = visits;
  return {
    jsBeforePaintBytes: scripts.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0),
    scripts,
    firstPaintColdMs: middle((v) => v.cold.paintMs),
    firstPaintWarmMs: middle((v) => v.warm.paintMs),
    readyColdMs: middle((v) => v.cold.readyMs),
    readyWarmMs: middle((v) => v.warm.readyMs),
    firstSoundMs: Math.round(median(sounds.map((s) => s.firstSoundMs))),
    fiveMinutesDoneMs: Math.round(median(sounds.map((s) => s.doneMs))),
    engine,
    chromium: version,
  };
}
