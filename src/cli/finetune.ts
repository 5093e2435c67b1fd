import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LimpidError } from '../base/errors';
import { ANALYSIS_RATE_HZ } from '../dsp/constants';
import { type FftLibrary, loadFft } from '../dsp/fft';
import { startBackend } from '../net/backend';
import { materialOf, NO_REHEARSAL } from '../tune/material';
import { writeProfile } from '../tune/profile';
import { ownProofPairs, prove } from '../tune/proof';
import type { Recordings } from '../tune/recordings';
import { parseRehearsal } from '../tune/rehearsal';
import { TuneSession } from '../tune/session';
import type { TuneEvent, TuneResult, TuneSetup } from '../tune/session-types';
import { splitRecordings } from '../tune/split';
import { verdictOf } from '../tune/verdict';
import { readRecordings } from './finetune-material';
import { FINETUNE_HELP, type FinetuneArguments, readFinetuneArguments } from './finetune-options';
import { loadDiscriminator, loadModel } from './load-model';
import { provideWebGpu } from './node-webgpu';
import { runCommand } from './run-command';

const { signal } = new AbortController();

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** The rehearsal set beside the app, in public/, at or above this file. @throws LimpidError file/not-found */
async function readRehearsal(): Promise<Uint8Array> {
  const place = join('public', 'rehearsal', 'rehearsal.bin');
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, place)) && dirname(folder) !== folder) folder = dirname(folder);
  return await readFile(join(folder, place)).catch((cause: unknown) => {
    throw new LimpidError('file/not-found', `${place} is missing. Get Limpid again, or make it with training/make_rehearsal.py.`, {
      cause,
    });
  });
}

function minutesOf({ pairs, speech, noise, noisy }: Recordings): number {
  const samples = [...pairs.map(({ clean }) => clean), ...[...speech, ...noise, ...noisy].map((named) => named.samples)];
  return samples.reduce((sum, { length }) => sum + length, 0) / ANALYSIS_RATE_HZ / 60;
}

function show(event: TuneEvent): void {
  if (event.kind === 'evaluation') {
    const trained = event.trainLoss === undefined ? '' : `, training ${event.trainLoss.toFixed(5)}`;
    tell(`step ${event.step}: held out ${event.validationLoss.toFixed(5)}${trained}${event.best && event.step > 0 ? ', best' : ''}`);
  } else if (event.step % 10 === 0) {
    tell(`step ${event.step} of ${event.totalSteps}: ${event.stepsPerSec.toFixed(2)} steps/s, ${Math.ceil(event.etaSec)} s left`);
  }
}

async function train(session: TuneSession, backend: Awaited<ReturnType<typeof startBackend>>): Promise<TuneResult> {
  const events = session.run(signal, backend);
  for (let next = await events.next(); ; next = await events.next()) {
    if (next.done) return next.value;
    show(next.value);
  }
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(`${path}.part`, bytes);
    await rename(`${path}.part`, path);
  } catch (cause) {
    throw new LimpidError('file/unwritable', `${path} cannot be written: ${String(cause)}`, { cause });
  }
}

async function prepare(args: FinetuneArguments, library: FftLibrary) {
  const [base, bundled] = await Promise.all([loadModel(args.model), parseRehearsal(await readRehearsal())]);
  const recordings = await readRecordings(library, args, tell);
  const { training, heldOut } = splitRecordings(recordings, args.options.seed);
  const setup: TuneSetup = {
    base,
    training: materialOf(library, training),
    heldOut: materialOf(library, heldOut),
    rehearsal: args.options.rehearsedItems > 0 ? bundled.rehearsal : NO_REHEARSAL,
    discriminator: args.options.adversarial ? await loadDiscriminator() : undefined,
    options: args.options,
  };
  const pairs = { own: ownProofPairs(heldOut, args.options.seed), general: bundled.proofPairs };
  return { base, setup, pairs, minutes: minutesOf(recordings), minutesHeldOut: minutesOf(heldOut) };
}

async function finetune(args: FinetuneArguments): Promise<void> {
  const startMs = performance.now();
  const library = await loadFft();
  const { base, setup, pairs, minutes, minutesHeldOut } = await prepare(args, library);
  tell(`${minutes.toFixed(1)} minutes of material, ${minutesHeldOut.toFixed(1)} of them held out.`);
  if (args.backend === 'webgpu') await provideWebGpu();
  const backend = await startBackend(args.backend, undefined);
  const session = await TuneSession.create(setup);
  const result = await train(session, backend);
  const weights = session.best;
  session.dispose();
  const trainedSec = (performance.now() - startMs) / 1000;
  if (result.ended === 'diverged')
    tell('finetune/diverged: training ran into numbers that are not finite; the best weights before that are kept.');
  const { proof } = await prove(signal, backend, library, base, weights, pairs);
  const created = new Date().toISOString();
  await write(
    args.out,
    await writeProfile(base, weights, { name: args.name, parent: args.model, parentSha256: base.sha256, created, minutes, proof }),
  );
  const verdict = verdictOf(proof);
  tell(verdict.text);
  if (!args.json) process.stdout.write(`${args.out}: ${verdict.outcome}\n`);
  else {
    const tookSec = (performance.now() - startMs) / 1000;
    process.stdout.write(
      `${JSON.stringify({ out: args.out, model: args.model, backend: backend.name, options: args.options, minutes, minutesHeldOut, ...result, trainedSec, tookSec, proof, verdict })}\n`,
    );
  }
}

async function main(): Promise<number> {
  const args = readFinetuneArguments(process.argv.slice(2));
  if (args === 'help') process.stdout.write(FINETUNE_HELP);
  else await finetune(args);
  return 0;
}

runCommand(main);
