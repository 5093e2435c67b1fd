import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadFft } from '../dsp/fft';
import { parsed, usage } from './arguments';
import { Bench } from './complaints/bench';
import { COMPLAINTS } from './complaints/complaints';
import { loadMaterial } from './complaints/material';
import { measureRow, type Row } from './complaints/row';
import { createDenoiser } from './denoise-file';
import { loadModel } from './load-model';
import { fail } from './report';
import { runCommand } from './run-command';

const HELP = `Usage: npm run complaints -- [options]

Measures what people hold against other denoisers on the engine that ships: one row a complaint, with its figure and its limit.
docs/complaints.md says where each complaint comes from.

  --clean DIR    clean speech to measure on, .wav, a talker a file; at most eight files are taken (default: fixtures/speech)
  --noise DIR    noise to mix it with, .wav (default: generated)
  --model ID|FILE  as in npm run denoise (default: small)
  --only IDS     these rows alone, separated by commas
  --json         {"rows": [{"id", "complaint", "figure", "limit", "pass", "unit", "bound"}]} on standard output, nothing else
  --help         this text

Exit code 0 if every row was measured, whether it passes or not.
`;

function readArguments() {
  return parsed(() =>
    parseArgs({
      options: {
        clean: { type: 'string' },
        noise: { type: 'string' },
        model: { type: 'string', default: 'small' },
        only: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }),
  ).values;
}

function chosen(only: string | undefined) {
  if (only === undefined) return COMPLAINTS;
  const ids = only.split(',');
  const unknown = ids.filter((id) => !COMPLAINTS.some((row) => row.id === id));
  if (unknown.length > 0) throw usage(`--only names ${unknown.join(', ')}. Known are ${COMPLAINTS.map(({ id }) => id).join(', ')}.`);
  return COMPLAINTS.filter(({ id }) => ids.includes(id));
}

function lineOf({ id, figure, limit, pass, unit, bound, complaint }: Row): string {
  return `${pass ? 'pass' : 'FAIL'}  ${id.padEnd(24)} ${String(figure).padStart(10)} ${unit} (at ${bound} ${limit})  ${complaint}\n`;
}

async function main(): Promise<number> {
  const options = readArguments();
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const complaints = chosen(options.only);
  const [library, model, material] = await Promise.all([loadFft(), loadModel(options.model), loadMaterial(options.clean, options.noise)]);
  const denoiser = await createDenoiser(library, model, 'wasm');
  const folder = await mkdtemp(join(tmpdir(), 'limpid-complaints-'));
  const rows: Row[] = [];
  let failed = 0;
  try {
    const bench = new Bench(denoiser, material, folder);
    for (const row of complaints) {
      try {
        const measured = await measureRow(bench, row);
        rows.push(measured);
        if (!options.json) process.stdout.write(lineOf(measured));
      } catch (error) {
        failed++;
        fail(error, row.id);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  if (options.json) process.stdout.write(`${JSON.stringify({ rows })}\n`);
  else process.stdout.write(`${rows.filter(({ pass }) => pass).length} of ${rows.length} pass.\n`);
  return failed > 0 ? 1 : 0;
}

runCommand(main);
