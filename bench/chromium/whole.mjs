/** From a dropped file to the saved WAV in the page, on each backend. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { browserProcess } from '../../scripts/process-memory.mjs';
import { launch, median } from './browser.mjs';
import { secondsByRole, threadTimes } from './thread-times.mjs';

const WEBGPU_ARGS = ['--enable-unsafe-webgpu'];

async function cleanOnce(page, path) {
  await page.getByLabel('Recordings', { exact: true }).setInputFiles(path);
  await page
    .getByRole('status', { name: 'Job' })
    .filter({ hasText: /^(Done|Failed)/ })
    .waitFor({ timeout: 0 });
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: 0 }),
    page.getByRole('button', { name: 'Download' }).click(),
  ]);
  await download.delete();
}

/** Processor seconds per second of audio by role, between two looks. */
function rolesSince(before, after, audioSec) {
  const roles = secondsByRole(before, after);
  return roles && Object.fromEntries(Object.entries(roles).map(([role, seconds]) => [role, seconds / audioSec]));
}

/** One run in a page that is loaded anew: what computed, and the costs per second of audio. */
async function runOnce({ browser, pid, address, path, audioSec }) {
  const { page } = browser;
  await page.goto(address);
  const line = page.getByRole('status', { name: 'Engine' }).filter({ hasText: /^(WebGPU|WASM|CPU)/ });
  await line.waitFor({ timeout: 120_000 });
  const engine = await line.textContent();
  const before = threadTimes(pid);
  const [cpuSec, startMs] = [await browser.cpuSec(), performance.now()];
  await cleanOnce(page, path);
  const run = {
    engine,
    cpuPerSec: ((await browser.cpuSec()) - cpuSec) / audioSec,
    wallPerSec: (performance.now() - startMs) / 1000 / audioSec,
    roles: rolesSince(before, threadTimes(pid), audioSec),
  };
  await page
    .getByRole('button', { name: /^Close / })
    .first()
    .click();
  return run;
}

/** Costs per second of audio for each number of threads, in turn: processor time of all of the browser's processes, and wall time. */
export async function measureInPage({ folder, url, backend, model, path, audioSec, rounds, threads = [1] }) {
  const profile = mkdtempSync(join(folder, 'whole-'));
  const browser = await launch(profile, backend === 'webgpu' ? WEBGPU_ARGS : []);
  try {
    const pid = process.platform === 'linux' ? browserProcess(profile) : 0;
    const runs = threads.map(() => []);
    for (let round = 0; round < rounds; round++) {
      for (const [i, count] of threads.entries()) {
        const address = `${url}?backend=${backend}&threads=${count}&model=${model}`;
        runs[i].push(await runOnce({ browser, pid, address, path, audioSec }));
      }
    }
    return runs.map((ofOne) => ({
      engine: ofOne.at(-1).engine,
      audioSec,
      cpuPerSec: median(ofOne.map((r) => r.cpuPerSec)),
      wallPerSec: median(ofOne.map((r) => r.wallPerSec)),
      cpuPerSecByRole: ofOne.at(-1).roles,
    }));
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
