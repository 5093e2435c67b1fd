import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RenderSettings } from '../../base/settings';
import { DEFAULT_RENDER_SETTINGS } from '../../base/settings';
import type { Channels, WavEncoding } from '../../base/types';
import { blobBytes } from '../../media/byte-source';
import { WavSource } from '../../media/wav-source';
import { encodeSamples, wavHeader } from '../../media/wav-writer';
import { denoiseFile } from '../denoise-file';
import type { Bench } from './bench';

/** A file as the command wrote it. */
export interface FileResult {
  readonly channels: Channels;
  readonly rate: number;
  readonly numSamples: number;
  readonly encoding: string;
}

export async function readWav(path: string): Promise<FileResult> {
  const source = await WavSource.open(blobBytes(new Blob([await readFile(path)])));
  const { sampleRateHz: rate, numSamples, encoding } = source.format;
  return { channels: await source.read(new AbortController().signal, 0, numSamples), rate, numSamples, encoding };
}

export async function writeWav(path: string, channels: Channels, sampleRateHz: number, encoding: WavEncoding): Promise<void> {
  const header = wavHeader({ sampleRateHz, numChannels: channels.length, numSamples: channels[0]?.length ?? 0, encoding });
  await writeFile(path, Buffer.concat([header, encodeSamples(channels, encoding)]));
}

/** Writes a WAV file, denoises it by the path of `npm run denoise`, and reads the result. */
export async function writeThrough(
  bench: Bench,
  channels: Channels,
  rate: number,
  encoding: WavEncoding,
  settings: RenderSettings = DEFAULT_RENDER_SETTINGS,
): Promise<FileResult> {
  const [input, output] = [join(bench.folder, 'in.wav'), join(bench.folder, 'out.wav')];
  await writeWav(input, channels, rate, encoding);
  await denoiseFile(bench.denoiser, input, output, settings);
  return await readWav(output);
}

/** The samples of the last file that went through, as it stood on disk. */
export async function reread(bench: Bench): Promise<Channels> {
  return (await readWav(join(bench.folder, 'in.wav'))).channels;
}
