/** The network of the default model in Chromium, in a cross-origin isolated page: WASM with one thread, and with two as the app starts them. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { serve } from '../../scripts/serve.mjs';
import { tfjsThread } from '../../scripts/tfjs-thread.mjs';
import { launch, median } from './browser.mjs';

const PORT = 4700;
const WASM = 'node_modules/@tensorflow/tfjs-backend-wasm';
const THREADS = [1, 2];

async function site(folder) {
  const root = join(folder, 'network');
  mkdirSync(join(root, 'wasm'), { recursive: true });
  for (const name of ['tfjs-backend-wasm', 'tfjs-backend-wasm-simd', 'tfjs-backend-wasm-threaded-simd'])
    cpSync(join(WASM, 'dist', `${name}.wasm`), join(root, 'wasm', `${name}.wasm`));
  cpSync(join(WASM, 'wasm-out', 'tfjs-backend-wasm-threaded-simd.js'), join(root, 'wasm', 'module.js'));
  writeFileSync(join(root, 'wasm', 'thread.js'), tfjsThread);
  cpSync('models/small/model.safetensors', join(root, 'model.safetensors'));
  writeFileSync(join(root, 'index.html'), '<!doctype html><title>Network</title><script type="module" src="/page.js"></script>');
  await build({
    entryPoints: [join(dirname(fileURLToPath(import.meta.url)), 'network-page.ts')],
    outfile: join(root, 'page.js'),
    bundle: true,
    format: 'esm',
    logLevel: 'error',
    external: ['fs', 'path', 'perf_hooks', 'os', 'worker_threads', 'util', 'crypto'],
  });
  return root;
}

async function openPage(browser, url, threads) {
  const page = await browser.context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => window.prepareNetwork !== undefined);
  return { page, ...(await page.evaluate((count) => window.prepareNetwork(count), threads)) };
}

/** Costs per second of audio of each, medians of rounds in which each runs once. */
export async function measureNetwork({ folder, rounds, chunks }) {
  const { server, url } = await serve(await site(folder), PORT, true);
  const profile = mkdtempSync(join(folder, 'network-profile-'));
  const browser = await launch(profile);
  try {
    const pages = [];
    for (const threads of THREADS) pages.push(await openPage(browser, url, threads));
    const runs = pages.map(() => []);
    for (let round = 0; round <= rounds; round++) {
      for (const [i, { page, audioSec }] of pages.entries()) {
        const [cpuSec, startMs] = [await browser.cpuSec(), performance.now()];
        await page.evaluate((times) => window.runNetwork(times), chunks);
        const wallPerSec = (performance.now() - startMs) / 1000 / (chunks * audioSec);
        if (round > 0) runs[i].push({ cpuPerSec: ((await browser.cpuSec()) - cpuSec) / (chunks * audioSec), wallPerSec });
      }
    }
    return Object.fromEntries(
      pages.map(({ threads }, i) => [
        `WASM, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
        { threads, cpuPerSec: median(runs[i].map((r) => r.cpuPerSec)), wallPerSec: median(runs[i].map((r) => r.wallPerSec)) },
      ]),
    );
  } finally {
    await browser.close();
    server.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
