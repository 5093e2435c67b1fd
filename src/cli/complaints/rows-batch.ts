import { spawnSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from './bench';
import { projectFolder } from './material';
import { white } from './noises';
import type { Complaint } from './row';
import { readWav, writeWav } from './through-file';

interface Batch {
  /** Good files that are missing, or differ from their source in rate, channels or length. */
  readonly missing: number;
  /** Bad files that are not named on standard error. */
  readonly unnamed: number;
}

const GOOD = [
  ['telephone.wav', 8000, 1],
  ['stereo.wav', 44_100, 2],
  ['studio.wav', 96_000, 1],
] as const;
const BAD = ['empty.wav', 'letter.wav'] as const;

/** `npm run denoise` on a folder of three good recordings at three rates, a text file and an empty file. */
async function measureBatch(bench: Bench): Promise<Batch> {
  const [input, output] = [join(bench.folder, 'batch'), join(bench.folder, 'batch-out')];
  await mkdir(input, { recursive: true });
  for (const [name, rate, channels] of GOOD)
    await writeWav(
      join(input, name),
      Array.from({ length: channels }, (_, c) => white(rate / 2, c + 1).map((v) => v * 0.05)),
      rate,
      's16',
    );
  await writeFile(join(input, 'empty.wav'), '');
  await writeFile(join(input, 'letter.wav'), 'Dear all, this is no recording.');
  const { stderr } = spawnSync(process.execPath, [join(projectFolder(), 'scripts', 'cli.mjs'), 'denoise', input, output], {
    encoding: 'utf8',
  });
  const written = await readdir(output).catch((): string[] => []);
  let missing = 0;
  for (const [name, rate, channels] of GOOD) {
    const result = written.includes(name) ? await readWav(join(output, name)) : undefined;
    if (result?.rate !== rate || result.channels.length !== channels || result.numSamples !== rate / 2) missing++;
  }
  return { missing, unnamed: BAD.filter((name) => !stderr.includes(name)).length };
}

function batch(bench: Bench): Promise<Batch> {
  return bench.once('batch', () => measureBatch(bench));
}

export const BATCH_ROWS: readonly Complaint[] = [
  {
    id: 'batch-one-bad',
    complaint: 'A bad file stops the batch, or files of other rates do (good files of a folder that are not written as they should).',
    unit: 'files',
    bound: 'most',
    limit: 0,
    measure: async (bench) => (await batch(bench)).missing,
  },
  {
    id: 'batch-names-bad',
    complaint: 'Files are left out of a batch without a word (bad files of a folder that are not named).',
    unit: 'files',
    bound: 'most',
    limit: 0,
    measure: async (bench) => (await batch(bench)).unnamed,
  },
];
