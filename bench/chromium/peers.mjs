/** Denoisers that npm ships for web pages, weights included, in the same Chromium on the same recording. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { serve } from '../../scripts/serve.mjs';
import { launch, median } from './browser.mjs';

const PORT = 4500;

/** A folder with the page, what it loads, and the recording. */
async function peersSite(folder, wavPath) {
  const site = join(folder, 'peers');
  mkdirSync(site, { recursive: true });
  const suppressor = dirname(fileURLToPath(import.meta.resolve('@sapphi-red/web-noise-suppressor')));
  for (const name of ['gtcrn', 'rnnoise', 'speex', 'gtcrn.wasm', 'rnnoise.wasm', 'rnnoise_simd.wasm', 'speex.wasm'])
    cpSync(join(suppressor, name), join(site, name), { recursive: true });
  cpSync(wavPath, join(site, 'recording.wav'));
  writeFileSync(join(site, 'index.html'), '<!doctype html><title>Peers</title><script type="module" src="/page.js"></script>');
  await build({
    entryPoints: [join(dirname(fileURLToPath(import.meta.url)), 'peers-page.js')],
    outfile: join(site, 'page.js'),
    bundle: true,
    format: 'esm',
    logLevel: 'error',
    logOverride: { 'empty-import-meta': 'silent' },
  });
  return site;
}

/** Costs per second of audio of each, medians of rounds in which each runs once. A browser of its own. */
export async function measurePeers({ folder, path, audioSec, rounds }) {
  const { server, url } = await serve(await peersSite(folder, path), PORT, true);
  const profile = mkdtempSync(join(folder, 'peers-profile-'));
  const browser = await launch(profile);
  try {
    const { page } = browser;
    await page.goto(url);
    await page.waitForFunction(() => window.preparePeers !== undefined);
    const names = await page.evaluate(() => window.preparePeers('/recording.wav'));
    const runs = Object.fromEntries(names.map((name) => [name, []]));
    for (let round = 0; round <= rounds; round++) {
      for (const name of names) {
        const cpuSec = await browser.cpuSec();
        const tookMs = await page.evaluate(async (peer) => await window.peers[peer](), name);
        const cpuPerSec = ((await browser.cpuSec()) - cpuSec) / audioSec;
        if (round > 0) runs[name].push({ cpuPerSec, wallPerSec: tookMs / 1000 / audioSec });
      }
    }
    return Object.fromEntries(
      names.map((name) => [
        name,
        { cpuPerSec: median(runs[name].map((r) => r.cpuPerSec)), wallPerSec: median(runs[name].map((r) => r.wallPerSec)) },
      ]),
    );
  } finally {
    await browser.close();
    server.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
