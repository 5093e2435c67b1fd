/** `npm run bench`: what everything costs, beside others' denoisers, in one run on one machine. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleForNode } from '../scripts/bundle.mjs';
import { requireChromium } from '../scripts/find-chromium.mjs';
import { serve } from '../scripts/serve.mjs';
import { measureNetwork } from './chromium/network.mjs';
import { measurePeers } from './chromium/peers.mjs';
import { measureStartup } from './chromium/startup.mjs';
import { measureInPage } from './chromium/whole.mjs';
import { writeLoopedWav } from './looped-wav.mjs';
import { reportText } from './report.mjs';
import { summary } from './summary.mjs';

const HELP = `Usage: npm run bench -- [--quick] [--json] [--no-build] [--skip PART,...]

Builds the page and measures it in Node and in headless Chromium: the network, every stage around it, the whole way from file to file, other people's
denoisers for browsers and onnxruntime-web on the same recordings, the machine's own limits, start-up, memory by length, a step of fine-tuning.
Figures are medians of several runs taken in turn; ratios compare figures of this one run. CPU is processor time, so that a busy machine distorts it least.

  --quick      fewer and shorter runs: a rough picture in a few minutes
  --json       print nothing but JSON on standard output
  --no-build   measure dist/ as it is
  --skip       leave out parts: wasm, webgpu, threads, peers, page, startup, memory; their figures are null

The keys of the JSON are told in docs/performance.md. Exits 1 where something could not be measured that should have been.
`;
const ROOT = 'dist';
const PORT = 4600;
const MEMORY_MINUTES = { full: [1, 10, 60], quick: [1, 4] };

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
    skip: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
});

const { quick } = values;
const skipped = new Set(values.skip.split(','));

function say(text) {
  process.stderr.write(`${text}\n`);
}

function run(what, command, args, env = {}) {
  const { status, stdout } = spawnSync(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`${what} failed (${status}).`);
  return JSON.parse(stdout.toString().trim().split('\n').at(-1));
}

function build() {
  const { status } = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
    stdio: ['ignore', 2, 'inherit'],
  });
  if (status !== 0) throw new Error('The build failed.');
}

/** Debian's Chromium brings a WebGPU adapter that computes on the processor; it serves where the machine has no other. */
function softwareAdapter() {
  const path = ['/usr/lib/chromium', dirname(realpathSync(requireChromium()))].map((folder) => join(folder, 'vk_swiftshader_icd.json'));
  const found = path.find((file) => existsSync(file));
  return found ? { VK_ICD_FILENAMES: found } : {};
}

function hasGpu() {
  return existsSync('/dev/dri') || existsSync('/dev/nvidia0');
}

function benchNode(part, options) {
  const bundle = bundleForNode('bench/node/main.ts', ['src', 'bench', 'scripts']);
  const env = part === 'webgpu' && !hasGpu() ? softwareAdapter() : {};
  return run(`bench ${part}`, process.execPath, [bundle, part, JSON.stringify(options)], env);
}

async function benchPage(folder, url) {
  const [long, short] = [quick ? 60 : 120, 2];
  const measure = (backend, audioSec, rounds, threads) => {
    const path = join(folder, `page-${audioSec}.wav`);
    writeLoopedWav('public/samples/street.wav', path, audioSec);
    return measureInPage({ folder, url, backend, model: 'small', path, audioSec, rounds, threads });
  };
  const [one, two] = await measure('wasm', long, quick ? 2 : 3, [1, 2]);
  const out = { 'small/wasm': one, 'small/wasm, 2 threads': two };
  // A long one tells what a second costs once the page is warm.
  if (!quick) [out['small/wasm, 10 minutes'], out['small/wasm, 2 threads, 10 minutes']] = await measure('wasm', 600, 1, [1, 2]);
  for (const backend of ['webgpu', 'cpu']) [out[`small/${backend}`]] = await measure(backend, short, 1);
  return out;
}

function benchMemory() {
  const minutes = quick ? MEMORY_MINUTES.quick : MEMORY_MINUTES.full;
  return minutes.map((length) => {
    const args = ['scripts/verify-memory.mjs', '--minutes', String(length), '--channels', '1', '--json', '--no-build'];
    return { minutes: length, ...run('verify:memory', process.execPath, args) };
  });
}

function machine() {
  const [{ model } = { model: 'unknown' }] = cpus();
  return {
    cpu: model.trim(),
    cores: cpus().length,
    memoryBytes: totalmem(),
    os: `${process.platform} ${process.arch}`,
    node: process.version,
  };
}

async function part(name, measure) {
  if (skipped.has(name)) return null;
  say(`measuring: ${name}`);
  return await measure();
}

async function measureAll(folder) {
  const options = { folder, seconds: quick ? 60 : 120, rounds: quick ? 3 : 5, quick };
  const { server, url } = await serve(ROOT, PORT, true);
  const peersSec = quick ? 30 : 60;
  const [peersWav, fiveMinutes] = [join(folder, 'peers.wav'), join(folder, 'five-minutes.wav')];
  writeLoopedWav('public/samples/street.wav', peersWav, peersSec);
  writeLoopedWav('public/samples/street.wav', fiveMinutes, 300);
  try {
    return {
      wasm: await part('wasm', () => benchNode('wasm', options)),
      webgpu: await part('webgpu', () => benchNode('webgpu', options)),
      threads: await part('threads', () => measureNetwork({ folder, rounds: quick ? 2 : 5, chunks: quick ? 2 : 4 })),
      peers: await part('peers', () => measurePeers({ folder, path: peersWav, audioSec: peersSec, rounds: quick ? 1 : 3 })),
      page: await part('page', () => benchPage(folder, url)),
      startup: await part('startup', () => measureStartup({ folder, url, root: ROOT, fiveMinutes, rounds: quick ? 1 : 5 })),
      memory: await part('memory', benchMemory),
    };
  } finally {
    server.close();
  }
}

if (values.help) {
  console.log(HELP);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'limpid-bench-'));
  try {
    if (!values['no-build']) build();
    const result = { machine: machine(), quick, ...summary(await measureAll(folder)) };
    console.log(values.json ? JSON.stringify(result) : reportText(result));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
