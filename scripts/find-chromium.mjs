/** Finds a Chromium for the end-to-end tests, or installs one. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

const NAMES = ['chromium', 'google-chrome-stable', 'google-chrome', 'chromium-browser', 'chrome'];
const MAC = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];

const ADVICE = `No Chromium was found, and none could be installed. Do one of these and run the command again:
  - install Chromium or Google Chrome, or
  - set LIMPID_CHROMIUM to the path of its program, or
  - run: npx playwright install chromium
`;

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Path of a Chromium that is already there, or undefined. */
export function findChromium() {
  const given = process.env.LIMPID_CHROMIUM ?? process.env.CHROME_PATH;
  if (given) {
    if (isProgram(given)) return given;
    throw new Error(`LIMPID_CHROMIUM or CHROME_PATH is ${given}, which is not a program.`);
  }
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...MAC, chromium.executablePath()];
  return candidates.find((path) => existsSync(path) && isProgram(path));
}

function run(command, args) {
  console.log(`> ${command} ${args.join(' ')}`);
  return (
    spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
      .status === 0
  );
}

/** Path of a Chromium; installs one with apt (as root) or Playwright's installer if there is none. Throws with advice if that fails. */
export function requireChromium() {
  const found = findChromium();
  if (found) return found;
  console.log('No Chromium here: installing one.');
  const isRoot = process.getuid?.() === 0;
  const byApt =
    isRoot && existsSync('/usr/bin/apt-get') && run('apt-get', ['update', '-qq']) && run('apt-get', ['install', '-y', '-qq', 'chromium']);
  if (!byApt) run(process.execPath, ['node_modules/@playwright/test/cli.js', 'install', 'chromium']);
  const installed = findChromium();
  if (!installed) throw new Error(ADVICE);
  return installed;
}
