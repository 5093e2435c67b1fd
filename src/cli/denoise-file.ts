import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LimpidError } from '../base/errors';
import type { RenderSettings } from '../base/settings';
import type { BackendName } from '../base/types';
import type { FftLibrary } from '../dsp/fft';
import { Recording } from '../dsp/recording';
import { wavExtras } from '../media/wav-extras';
import { WavSource } from '../media/wav-source';
import { wavStream } from '../media/wav-stream';
import { wavEncodingFor } from '../media/wav-writer';
import { startBackend } from '../net/backend';
import type { Backend } from '../net/backend-parts';
import { denoise } from '../net/denoise';
import { Generator } from '../net/generator';
import type { Model } from '../net/model';
import { openFileBytes } from './file-bytes';
import { provideWebGpu } from './node-webgpu';

/** Everything that is started once for all files. */
export interface Denoiser {
  readonly library: FftLibrary;
  readonly backend: Backend;
  readonly generator: Generator;
}

/** Starts a backend and puts the model on it, self-tested. @throws LimpidError backend/... */
export async function createDenoiser(library: FftLibrary, model: Model, name: BackendName): Promise<Denoiser> {
  if (name === 'webgpu') await provideWebGpu();
  const backend = await startBackend(name, undefined);
  const generator = new Generator(model);
  await generator.selfTest();
  return { library, backend, generator };
}

/** Denoises one WAV file into another, block by block. Returns seconds of audio and of work. */
export async function denoiseFile(
  { library, backend, generator }: Denoiser,
  input: string,
  output: string,
  settings: RenderSettings,
): Promise<{ seconds: number; processingSeconds: number }> {
  const startMs = performance.now();
  const { signal } = new AbortController();
  const bytes = await openFileBytes(input);
  try {
    const source = await WavSource.open(bytes);
    const { format } = source;
    const recording = new Recording(library, source.read.bind(source), format.sampleRateHz, format.numSamples);
    const frames = recording.frames();
    for await (const _ of denoise(signal, backend, generator, frames, recording.gains));
    frames.dispose();
    await write(
      output,
      wavStream(signal, format, { encoding: wavEncodingFor(format), extraChunks: await wavExtras(bytes) }, (start, count) =>
        recording.render(signal, start, count, settings),
      ),
    );
    recording.dispose();
    for (const notice of source.notices) process.stderr.write(`${input}: ${notice}\n`);
    return { seconds: format.numSamples / format.sampleRateHz, processingSeconds: (performance.now() - startMs) / 1000 };
  } finally {
    await bytes.close();
  }
}

/** Writes beside the target and renames, so that a failed run leaves no half file and the source may be its own target. */
async function write(path: string, pieces: AsyncIterable<{ bytes: Uint8Array }>): Promise<void> {
  const temporary = `${path}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, toBytes(pieces));
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (cause instanceof LimpidError) throw cause;
    throw new LimpidError('file/unwritable', `${path} cannot be written: ${String(cause)}`, { cause });
  }
}

async function* toBytes(pieces: AsyncIterable<{ bytes: Uint8Array }>): AsyncGenerator<Uint8Array> {
  for await (const { bytes } of pieces) yield bytes;
}
