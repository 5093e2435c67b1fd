import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LimpidError } from '../base/errors';
import { ANALYSIS_RATE_HZ } from '../dsp/constants';
import { AnalysisReader } from '../dsp/resample';
import { WavSource } from '../media/wav-source';
import { openFileBytes } from './file-bytes';

/** Paths of all .wav files in a folder and below, relative to it, in order; of a file, that file alone. @throws LimpidError file/not-found */
export async function listWavs(folder: string): Promise<string[]> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new LimpidError('file/not-found', `${folder} is not a folder. Give a folder of .wav files.`);
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.wav$/i.test(name)).sort();
  if (names.length === 0) throw new LimpidError('file/not-found', `${folder} holds no .wav file.`);
  return names;
}

/** A whole WAV file as mono samples at 48 kHz. @throws LimpidError file/..., decode/... */
export async function readMono(path: string): Promise<Float32Array> {
  const bytes = await openFileBytes(path);
  try {
    const source = await WavSource.open(bytes);
    const { sampleRateHz, numSamples } = source.format;
    const reader = new AnalysisReader(source.read.bind(source), sampleRateHz, numSamples);
    return await reader.read(new AbortController().signal, 0, Math.round((numSamples * ANALYSIS_RATE_HZ) / sampleRateHz));
  } finally {
    await bytes.close();
  }
}

/** All .wav files of a folder as mono samples at 48 kHz, with their names. */
export async function readFolder(folder: string): Promise<{ name: string; samples: Float32Array }[]> {
  const out = [];
  for (const name of await listWavs(folder)) out.push({ name, samples: await readMono(join(folder, name)) });
  return out;
}
