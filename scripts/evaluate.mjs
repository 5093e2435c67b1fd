/** `npm run evaluate`: what users get, measured: pairs through the shipped engine, scored in Python. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const HELP = `Usage: npm run evaluate -- [--model ID]... [--pairs DIR] [--every N] [--peers | --harm] [--json] [--out FILE]

Denoises validation pairs with the command line and scores the result: PESQ-WB, STOI, ESTOI, SI-SDR, CSIG/CBAK/COVL, DNSMOS P.835
(SIG/BAK/OVRL), log-spectral distance, mel PSNR and MSE, speech lost; means with 95 % confidence intervals.

  --model ID     model of the folder models/ or a .safetensors file; may be given more than once (default: small)
  --pairs DIR    folder with clean/, noisy/ and meta.tsv (default: made by ../shared/data/make_val.py in training/scratch/val)
  --every N      take every N-th clip only
  --by COLUMN    one more table by snr_db, sex, room or noise; may be given more than once
  --max-reduction-db N  as in npm run denoise
  --peers        score other people's denoisers on the same pairs too, and ideal gains
  --harm         score what it does where it should do nothing: to the clean clips, and to a change of level by 20 dB either way
  --json         print all scores, by SNR, noise, sex and room too, and nothing else on standard output
  --out FILE     write that JSON to a file
  --help         this text

Needs Python with training/requirements-evaluate.txt in training/.venv; for --peers also training/requirements-peers.txt (with --no-deps).
`;

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        model: { type: 'string', multiple: true, default: ['small'] },
        pairs: { type: 'string' },
        every: { type: 'string', default: '1' },
        by: { type: 'string', multiple: true, default: [] },
        'max-reduction-db': { type: 'string' },
        peers: { type: 'boolean', default: false },
        harm: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        out: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    stop(`${error.message}. See --help.`);
  }
}

function stop(message) {
  console.error(message);
  process.exit(2);
}

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const python = join(root, 'training', '.venv', 'bin', 'python');
const scratch = join(root, 'training', 'scratch');
const options = readArguments();
let work;
const every = Number(options.every);
if (!Number.isInteger(every) || every < 1) stop(`--every is ${JSON.stringify(options.every)}, allowed are whole numbers from 1.`);

/** Runs a command to its end and stops here if it fails; what it says goes to standard error unless it is the result. */
function run(command, args, isResult = false) {
  const env = { ...process.env, PYTHONPATH: join(root, 'training'), OMP_NUM_THREADS: '1' };
  const { status } = spawnSync(command, args, { stdio: ['ignore', isResult ? 'inherit' : 2, 'inherit'], env });
  if (status !== 0) process.exit(status ?? 1);
}

/** The folder of pairs; the usual ones are made where they are missing. */
function findPairs() {
  if (options.pairs !== undefined) {
    // npm changes into the package's folder; paths on the command line are meant from where it was called.
    const pairs = resolve(process.env.INIT_CWD ?? '.', options.pairs);
    if (!existsSync(join(pairs, 'clean')) || !existsSync(join(pairs, 'noisy')))
      stop(`${options.pairs} has no folders clean and noisy. Give a folder that has both.`);
    return pairs;
  }
  const pairs = join(scratch, 'val');
  if (!existsSync(join(pairs, 'meta.tsv'))) run(python, [join(root, '..', 'shared', 'data', 'make_val.py'), pairs]);
  return pairs;
}

/** A fresh folder with every N-th clip of one that pairs have, so that no clip is denoised for nothing. */
function select(pairs, kind) {
  const all = join(pairs, kind);
  if (every === 1) return all;
  const selected = emptyFolder(kind);
  const names = readdirSync(all).filter((name) => name.endsWith('.wav'));
  for (const [i, name] of names.sort().entries()) if (i % every === 0) copyFileSync(join(all, name), join(selected, name));
  return selected;
}

function emptyFolder(name) {
  work ??= newWork();
  const folder = join(work, name.replaceAll(/[^a-z0-9-]+/gi, '_'));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  return folder;
}

/** A folder of this run alone, so that two may run side by side; gone when the run ends. */
function newWork() {
  mkdirSync(scratch, { recursive: true });
  const folder = mkdtempSync(join(scratch, 'evaluate-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Results of a folder through a model, in a fresh folder. */
function denoise(from, model, name) {
  const out = emptyFolder(name);
  const limit = options['max-reduction-db'] === undefined ? [] : ['--max-reduction-db', options['max-reduction-db']];
  run(process.execPath, [join(root, 'scripts', 'cli.mjs'), 'denoise', from, out, '--model', model, ...limit]);
  return out;
}

function harm(pairs) {
  const levels = emptyFolder('levels');
  run(python, ['-m', 'limpid_training.harm', 'scale', '--noisy', select(pairs, 'noisy'), '--out', levels]);
  for (const model of options.model) {
    const enhanced = denoise(select(pairs, 'clean'), model, `clean-${model}`);
    const args = ['--clean', join(pairs, 'clean'), '--enhanced', enhanced, '--levels', levels];
    args.push('--enhanced-levels', denoise(levels, model, `levels-${model}`));
    if (options.out !== undefined) args.push('--json', resolve(process.env.INIT_CWD ?? '.', options.out));
    run(python, ['-m', 'limpid_training.harm', 'score', ...args], true);
  }
}

function evaluate() {
  if (!existsSync(python))
    stop('training/.venv is missing. Make it: cd training && python3 -m venv .venv && .venv/bin/pip install -r requirements-evaluate.txt');
  const pairs = findPairs();
  if (options.harm) return harm(pairs);
  const noisy = select(pairs, 'noisy');
  const args = ['-m', 'limpid_training.evaluate', '--clean', join(pairs, 'clean'), '--noisy', noisy, '--every', options.every];
  if (options.peers) {
    const out = emptyFolder('peers');
    run(python, ['-m', 'limpid_training.peers', '--noisy', noisy, '--clean', join(pairs, 'clean'), '--out', out]);
    for (const name of readdirSync(out)) args.push('--enhanced', `${name}=${join(out, name)}`);
  }
  for (const model of options.model) args.push('--enhanced', `Limpid ${model}=${denoise(noisy, model, `model-${model}`)}`);
  if (options.by.length > 0) args.push('--by', ...options.by);
  if (options.out !== undefined) args.push('--json', resolve(process.env.INIT_CWD ?? '.', options.out));
  if (options.json) args.push('--print-json');
  run(python, args, true);
}

if (options.help) console.log(HELP);
else evaluate();
