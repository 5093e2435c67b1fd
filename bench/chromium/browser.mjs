/** A real headless Chromium to measure in. */
import { chromium } from '@playwright/test';
import { requireChromium } from '../../scripts/find-chromium.mjs';

const ARGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--autoplay-policy=no-user-gesture-required',
];

/** A browser on a profile folder of its own, which keeps what a second visit finds. */
export async function launch(profile, extraArgs = [], options = {}) {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: requireChromium(),
    args: [...ARGS, ...extraArgs],
    acceptDownloads: true,
    viewport: { width: 1440, height: 900 },
    ...options,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const session = await context.browser().newBrowserCDPSession();
  return {
    context,
    page,
    version: context.browser().version(),
    /** Processor seconds that all of the browser's processes have taken so far. */
    async cpuSec() {
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
    },
    close: () => context.close(),
  };
}

/** Of numbers. */
export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length % 2 ? sorted[sorted.length >> 1] : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
};
