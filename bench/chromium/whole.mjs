/** From a dropped file to the saved WAV in the page, on each backend. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { browserProcess } from '../../scripts/process-memory.mjs';
import { launch, median } from './browser.mjs';
import { secondsByRole } from './thread-times.mjs';

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
  return before && Object.fromEntries(Object.entries(after).map(([role, seconds]) => [role, (seconds - before[role]) / audioSec]));
}

/** Costs per second of audio: processor time of all of the browser's processes, and wall time. */
export async function measureInPage({ folder, url, backend, model, path, audioSec, rounds }) {
  const profile = mkdtempSync(join(folder, 'whole-'));
  const browser = await launch(profile, backend === 'webgpu' ? WEBGPU_ARGS : []);
  try {
    const { page } = browser;
    const runs = [];
    let engine = '';
    const pid = process.platform === 'linux' ? browserProcess(profile) : 0;
    for (let round = 0; round < rounds; round++) {
      await page.goto(`${url}?backend=${backend}&model=${model}`);
      const line = page.getByRole('status', { name: 'Engine' }).filter({ hasText: /^(WebGPU|WASM|CPU)/ });
      await line.waitFor({ timeout: 120_000 });
      engine = await line.textContent();
      const roles = secondsByRole(pid);
      const [cpuSec, startMs] = [await browser.cpuSec(), performance.now()];
      await cleanOnce(page, path);
      runs.push({
        cpuPerSec: ((await browser.cpuSec()) - cpuSec) / audioSec,
        wallPerSec: (performance.now() - startMs) / 1000 / audioSec,
        roles: rolesSince(roles, secondsByRole(pid), audioSec),
      });
      await page
        .getByRole('button', { name: /^Close / })
        .first()
        .click();
    }
    return {
      engine,
      audioSec,
      cpuPerSec: median(runs.map((r) => r.cpuPerSec)),
      wallPerSec: median(runs.map((r) => r.wallPerSec)),
      cpuPerSecByRole: runs.at(-1).roles,
    };
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
