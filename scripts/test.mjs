/** `npm test`: unit tests, then the build, then the end-to-end tests in a real Chromium. */
import { spawnSync } from 'node:child_process';
import { requireChromium } from './find-chromium.mjs';

const HELP = `Usage: npm test -- [--unit | --e2e] [arguments for Playwright]

Runs the unit tests (vitest), builds the page, and runs the end-to-end tests (Playwright) in headless Chromium, once with WebGPU and once without.
Which tests ran, and how, stands in .tsbuild/reports afterwards. Chromium is taken from LIMPID_CHROMIUM, the system or Playwright; if there is none, one is installed.
`;

/** scripts/complaints-check.mjs reads these. */
const REPORTS = '.tsbuild/reports';
/** Debian's Chromium brings the Vulkan loader that WebGPU in Node looks for; the system may have none. */
const VULKAN_LOADER_FOLDER = '/usr/lib/chromium';

const args = process.argv.slice(2);
const only = args[0] === '--unit' || args[0] === '--e2e' ? args.shift() : undefined;

function step(name, script, scriptArgs, env = {}) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, [script, ...scriptArgs], { stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) process.exit(status ?? 1);
}

if (args.includes('--help')) {
  console.log(HELP);
} else {
  if (only !== '--e2e')
    step(
      'unit tests',
      'node_modules/vitest/vitest.mjs',
      ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORTS}/vitest.json`],
      { LD_LIBRARY_PATH: [process.env.LD_LIBRARY_PATH, VULKAN_LOADER_FOLDER].filter(Boolean).join(':') },
    );
  if (only !== '--unit') {
    let chromium;
    try {
      chromium = requireChromium();
    } catch (error) {
      console.error(error.message);
      process.exit(1);
    }
    step('build', 'node_modules/vite/bin/vite.js', ['build', '--logLevel', 'warn']);
    step('end-to-end tests', 'node_modules/@playwright/test/cli.js', ['test', '--reporter=list,json', ...args], {
      LIMPID_CHROMIUM: chromium,
      PLAYWRIGHT_JSON_OUTPUT_FILE: `${REPORTS}/playwright.json`,
    });
  }
}
