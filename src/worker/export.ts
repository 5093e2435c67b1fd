import { LimpidError } from '../base/errors';
import type { RenderSettings } from '../base/settings';
import type { RecordingHandle } from '../base/types';
import type { Recording } from '../dsp/recording';
import { wavStream } from '../media/wav-stream';
import { wavEncodingFor } from '../media/wav-writer';
import type { ResultShelf } from '../storage/result-shelf';
import { makeResult } from './make-result';
import { extraChunksOf } from './source-extras';

/** A recording with what is to be written of it. */
export interface ExportJob {
  readonly info: RecordingHandle;
  readonly recording: Recording;
  readonly settings: RenderSettings;
  /** The source, for what it holds beside its sound. */
  readonly file: Blob | undefined;
}

/** The result of a recording as pieces of a WAV of its rate, channels and length. */
async function* resultPieces(signal: AbortSignal, { info, recording, settings, file }: ExportJob): ReturnType<typeof wavStream> {
  const form = { encoding: wavEncodingFor(info.format), extraChunks: await extraChunksOf(file) };
  yield* wavStream(signal, info.format, form, (start, count) => recording.render(signal, start, count, settings));
}

/** Renders a recording into a WAV file of the browser. */
export async function exportWav(
  signal: AbortSignal,
  job: ExportJob,
  shelf: ResultShelf,
  onProgress: (fraction: number) => void,
): Promise<{ wav: Blob; fileName: string }> {
  const wav = await makeResult(shelf, 'audio/wav', async (file) => {
    for await (const bytes of withProgress(signal, job, onProgress)) await file.write(file.size, bytes);
  });
  return { wav, fileName: denoisedName(job.info.name) };
}

/** `interview.mp3` becomes `interview_denoised.wav`. */
export function denoisedName(name: string): string {
  return `${name.replace(/\.[^./\\]{1,5}$/, '')}_denoised.wav`;
}

async function* withProgress(
  signal: AbortSignal,
  job: ExportJob,
  onProgress: (fraction: number) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  for await (const { bytes, fraction } of resultPieces(signal, job)) {
    onProgress(fraction);
    yield bytes;
  }
}

/** The jobs with names that no two of them share: `a_denoised.wav`, `a_denoised (2).wav`. */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let n = 2; taken.has(unique.toLowerCase()); n++) unique = name.replace(/(\.[^.]*)?$/, ` (${n})$1`);
    taken.add(unique.toLowerCase());
    return unique;
  });
}

function shares(jobs: readonly ExportJob[], onProgress: (fraction: number) => void): ((fraction: number) => void)[] {
  const total = jobs.reduce((sum, { recording }) => sum + recording.numFrames, 0);
  let before = 0;
  return jobs.map(({ recording }) => {
    const start = before;
    before += recording.numFrames;
    return (fraction) => onProgress((start + fraction * recording.numFrames) / total);
  });
}

/** Renders recordings one after the other into one ZIP, stored, not compressed: sound hardly shrinks. */
export async function exportZip(
  signal: AbortSignal,
  jobs: readonly ExportJob[],
  shelf: ResultShelf,
  onProgress: (fraction: number) => void,
): Promise<{ zip: Blob }> {
  const { makeZip } = await import('client-zip');
  const names = uniqueNames(jobs.map(({ info }) => denoisedName(info.name)));
  const progress = shares(jobs, onProgress);
  const entries = jobs.map((job, i) => ({
    name: names[i] ?? '',
    lastModified: new Date(),
    input: withProgress(signal, job, progress[i] ?? onProgress),
  }));
  const zip = await makeResult(shelf, 'application/zip', async (file) => {
    for await (const bytes of makeZip(entries) as ReadableStream<Uint8Array<ArrayBuffer>>) await file.write(file.size, bytes);
  });
  return { zip };
}

/** Renders recordings one after the other into files of a folder. A file that is not finished is not left behind. @throws LimpidError file/unwritable */
export async function exportToFolder(
  signal: AbortSignal,
  jobs: readonly ExportJob[],
  folder: FileSystemDirectoryHandle,
  onProgress: (fraction: number) => void,
): Promise<void> {
  const names = uniqueNames(jobs.map(({ info }) => denoisedName(info.name)));
  const progress = shares(jobs, onProgress);
  for (const [i, job] of jobs.entries()) {
    const name = names[i] ?? '';
    const target = await attempt(name, async () => await (await folder.getFileHandle(name, { create: true })).createWritable());
    try {
      for await (const bytes of withProgress(signal, job, progress[i] ?? onProgress)) await attempt(name, () => target.write(bytes));
    } catch (error) {
      await target.abort();
      throw error;
    }
    await attempt(name, () => target.close());
  }
}

async function attempt<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    throw new LimpidError('file/unwritable', `${name} cannot be written into that folder: ${String(cause)}. Choose another folder.`, {
      cause,
    });
  }
}
