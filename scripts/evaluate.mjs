/** `npm run evaluate`: what users get, measured: pairs through the shipped engine, scored in Python. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const HELP = `Usage: npm run evaluate -- [--model ID] [--pairs DIR] [--every N] [--json FILE]

Denoises validation pairs with the command line and scores the result: PESQ-WB, STOI, ESTOI, SI-SDR, log-spectral distance, speech lost.

  --model ID     model of the folder models/ or a .safetensors file (default: small)
  --pairs DIR    folder with clean/, noisy/ and meta.tsv (default: made by ../shared/data/make_val.py in training/scratch/val)
  --every N      score every N-th clip only
  --json FILE    all scores, by SNR, noise, sex and room too

Needs Python with training/requirements-evaluate.txt in training/.venv.
`;

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'small' },
    pairs: { type: 'string' },
    every: { type: 'string', default: '1' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

function run(command, args, env = {}) {
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } });
  if (status !== 0) process.exit(status ?? 1);
}

function evaluate() {
  const python = join('training', '.venv', 'bin', 'python');
  if (!existsSync(python)) {
    console.error(
      'training/.venv is missing. Make it: python3 -m venv training/.venv && training/.venv/bin/pip install -r training/requirements-evaluate.txt',
    );
    process.exit(1);
  }
  const pairs = values.pairs ?? join('training', 'scratch', 'val');
  if (!existsSync(join(pairs, 'meta.tsv'))) run(python, ['../shared/data/make_val.py', pairs]);
  const out = join('training', 'scratch', 'enhanced', values.model.replaceAll(/[^a-z0-9-]/gi, '_'));
  mkdirSync(out, { recursive: true });
  run(process.execPath, ['scripts/cli.mjs', 'denoise', join(pairs, 'noisy'), out, '--model', values.model]);
  const args = ['-m', 'limpid_training.evaluate', '--clean', join(pairs, 'clean'), '--noisy', join(pairs, 'noisy')];
  args.push('--enhanced', `Limpid ${values.model}=${out}`, '--every', values.every);
  if (values.json) args.push('--json', values.json);
  run(python, args, { PYTHONPATH: 'training', OMP_NUM_THREADS: '1' });
}

if (values.help) console.log(HELP);
else evaluate();
