/** `npm run verify:formats`: the built page in a real Chromium reads the same sound from every format, and its results are compared with that of the WAV. */
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { requireChromium } from './find-chromium.mjs';
import { formatCases } from './formats/cases.mjs';
import { compare } from './formats/compare.mjs';
import { Encoders } from './formats/encoders.mjs';
import { readWavFile, writeWavFile } from './formats/wav-file.mjs';
import { serve } from './serve.mjs';

const HELP = `Usage: npm run verify:formats -- [--json] [--only TEXT] [--no-build]

Makes the same sound in every format that Limpid reads, opens each file in the built page in a real Chromium, and compares the downloaded result with that
of the same sound as WAV: its length with that of the source, its delay in samples, its SI-SDR.
Exits with 1 if a length or a delay is not 0, or if a lossless format is below 60 dB or a lossy one below 25 dB.

  --json        print {"rows": [{"format", "lossless", "lengthErrorSamples", "delaySamples", "siSdrVsWavDb"}]} and nothing else
  --only TEXT   only formats whose name has TEXT in it
  --no-build    take dist/ as it is
`;

const MIN_SI_SDR_DB = { lossless: 60, lossy: 25 };
/** Two results that are equal to the last bit have no error to take the logarithm of. */
const MAX_SI_SDR_DB = 200;

function readArguments() {
  try {
    return parseArgs({
      options: {
        json: { type: 'boolean', default: false },
        only: { type: 'string', default: '' },
        'no-build': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${error.message}. See --help.`);
    process.exit(2);
  }
}

/** Opens a file in the page, waits for its result at the settings that ship, downloads it. */
async function resultOf(browser, url, name, bytes) {
  const page = await browser.newPage();
  try {
    await page.goto(`${url}?backend=wasm`);
    await page.getByLabel('Recordings', { exact: true }).setInputFiles({ name, mimeType: 'application/octet-stream', buffer: bytes });
    const job = page.getByRole('status', { name: 'Job' });
    await job.filter({ hasText: /^(Done|Failed)/ }).waitFor({ timeout: 60_000 });
    const text = await job.textContent();
    if (!text.startsWith('Done')) throw new Error(`${name}: ${text}`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download', exact: true }).click(),
    ]);
    return readWavFile(await readFile(await download.path()));
  } finally {
    await page.close();
  }
}

function isGood({ lossless, lengthErrorSamples, delaySamples, siSdrVsWavDb }) {
  return lengthErrorSamples === 0 && delaySamples === 0 && siSdrVsWavDb >= (lossless ? MIN_SI_SDR_DB.lossless : MIN_SI_SDR_DB.lossy);
}

function print(row) {
  const { format, lossless, lengthErrorSamples, delaySamples, siSdrVsWavDb } = row;
  const figures = [lengthErrorSamples, delaySamples, siSdrVsWavDb.toFixed(1)].map((value) => String(value).padStart(8));
  console.log(`${isGood(row) ? 'ok  ' : 'BAD '} ${format.padEnd(36)} ${lossless ? 'lossless' : 'lossy   '} ${figures.join(' ')}`);
}

async function verify({ json, only, 'no-build': noBuild }) {
  if (!noBuild) {
    const build = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
      stdio: ['ignore', 2, 2],
    });
    if (build.status !== 0) return 1;
  }
  const { server, url } = await serve('dist', 4400, true);
  const executablePath = requireChromium(json);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'] });
  const rows = [];
  const references = new Map();
  try {
    const encoders = await Encoders.open(browser, url);
    if (!json) console.log(`     ${'format'.padEnd(36)} ${' '.repeat(8)} length   delay   SI-SDR against the WAV's result, dB`);
    for (const { format, lossless, fileName, sound, make, wav = 's24' } of await formatCases(encoders)) {
      if (!format.toLowerCase().includes(only.toLowerCase())) continue;
      const known = references.get(sound) ?? {};
      known[wav] ??= await resultOf(browser, url, 'reference.wav', writeWavFile(sound, wav));
      references.set(sound, known);
      const result = await resultOf(browser, url, fileName, await make(sound));
      const found = compare(known[wav], result);
      const row = {
        format,
        lossless,
        lengthErrorSamples: result.channels[0].length - sound.channels[0].length,
        delaySamples: found.delaySamples,
        siSdrVsWavDb: Math.min(MAX_SI_SDR_DB, found.siSdrDb),
      };
      rows.push(row);
      if (!json) print(row);
    }
  } finally {
    await browser.close();
    server.close();
  }
  if (json) console.log(JSON.stringify({ rows }));
  if (rows.length === 0) console.error(`No format has ${JSON.stringify(only)} in its name.`);
  return rows.length > 0 && rows.every(isGood) ? 0 : 1;
}

const options = readArguments();
if (options.help) console.log(HELP);
else process.exitCode = await verify(options);
