import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { LimpidError } from '../base/errors';
import { DEFAULT_RENDER_SETTINGS, MAX_REDUCTION_RANGE_DB, type RenderSettings } from '../base/settings';
import type { BackendName } from '../base/types';
import { loadFft } from '../dsp/fft';
import { oneOf, parsed, readNumber, usage } from './arguments';
import { createDenoiser, type Denoiser, denoiseFile } from './denoise-file';
import { loadModel } from './load-model';
import { fail } from './report';
import { runCommand } from './run-command';

const HELP = `Usage: npm run denoise -- <in.wav|folder> <out.wav|folder> [options]

Cleans speech recordings: every .wav file of a folder, or one file. The result has the source's rate, channels and length.

  --model ID|FILE          model of the folder models/, or a .safetensors file (default: small)
  --backend wasm|cpu|webgpu  where the generator runs (default: wasm)
  --max-reduction-db N     largest reduction in any band, 0...60, or auto: what the recording's own noise asks for (default: auto)
  --strength N             0 gives the source back, 100 the full effect (default: 100)
  --json                   one JSON object a file on standard output, nothing else
  --help                   this text

Exit code 0 only if every file was written.
`;

interface Options {
  readonly input: string;
  readonly output: string;
  readonly model: string;
  readonly backend: BackendName;
  readonly settings: RenderSettings;
  readonly json: boolean;
}

function readArguments(args: string[]) {
  return parsed(() =>
    parseArgs({
      args,
      allowPositionals: true,
      options: {
        model: { type: 'string', default: 'small' },
        backend: { type: 'string', default: 'wasm' },
        'max-reduction-db': { type: 'string', default: 'auto' },
        strength: { type: 'string', default: '100' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }),
  );
}

function readLimit(text: string): number | 'auto' {
  return text === 'auto' ? text : readNumber('max-reduction-db', text, MAX_REDUCTION_RANGE_DB.min, MAX_REDUCTION_RANGE_DB.max);
}

function parse(args: string[]): Options | 'help' {
  const { values, positionals } = readArguments(args);
  if (values.help) return 'help';
  const [input, output, ...more] = positionals;
  if (input === undefined || output === undefined || more.length > 0)
    throw usage(`Expected an input and an output, got ${positionals.length} paths.`);
  return {
    input,
    output,
    model: values.model,
    backend: oneOf<BackendName>('backend', values.backend, ['wasm', 'cpu', 'webgpu']),
    settings: {
      ...DEFAULT_RENDER_SETTINGS,
      strength: readNumber('strength', values.strength, 0, 100) / 100,
      maxReductionDb: readLimit(values['max-reduction-db']),
    },
    json: values.json,
  };
}

interface Job {
  readonly input: string;
  readonly output: string;
}

async function listJobs({ input, output }: Options): Promise<Job[]> {
  const found = await stat(input).catch(() => undefined);
  if (!found) throw new LimpidError('file/not-found', `${input} does not exist. Expected a .wav file or a folder of them.`);
  if (!found.isDirectory()) {
    const intoFolder = (await stat(output).catch(() => undefined))?.isDirectory() ?? false;
    return [{ input, output: intoFolder ? join(output, basename(input)) : output }];
  }
  const names = (await readdir(input, { recursive: true })).filter((name) => /\.wav$/i.test(name));
  const files: string[] = [];
  for (const name of names) if ((await stat(join(input, name))).isFile()) files.push(join(input, name));
  if (files.length === 0) throw new LimpidError('file/not-found', `${input} holds no .wav file.`);
  return files.sort().map((file) => ({ input: file, output: join(output, relative(input, file)) }));
}

/** Denoises every job; a bad file is reported and does not stop the others. Returns how many failed. */
async function runJobs(denoiser: Denoiser, jobs: readonly Job[], options: Options): Promise<number> {
  let failed = 0;
  for (const { input, output } of jobs) {
    try {
      const result = await denoiseFile(denoiser, input, output, options.settings);
      if (options.json)
        process.stdout.write(`${JSON.stringify({ input, output, ...result, backend: options.backend, model: options.model })}\n`);
      else
        process.stdout.write(
          `${input} -> ${output}  ${result.seconds.toFixed(1)} s of audio in ${result.processingSeconds.toFixed(1)} s\n`,
        );
    } catch (error) {
      failed++;
      fail(error, input);
    }
  }
  return failed;
}

async function main(): Promise<number> {
  const options = parse(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  const jobs = await listJobs(options);
  const [library, model] = await Promise.all([loadFft(), loadModel(options.model)]);
  const denoiser = await createDenoiser(library, model, options.backend);
  const failed = await runJobs(denoiser, jobs, options);
  if (failed > 0 && jobs.length > 1) process.stderr.write(`${failed} of ${jobs.length} files failed.\n`);
  return failed > 0 ? 1 : 0;
}

runCommand(main);
