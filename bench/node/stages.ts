import { DEFAULT_RENDER_SETTINGS } from '../../src/base/settings';
import { openFileBytes } from '../../src/cli/file-bytes';
import { FRAMES_PER_SEC, NUM_BANDS } from '../../src/dsp/constants';
import type { FftLibrary } from '../../src/dsp/fft';
import { Recording } from '../../src/dsp/recording';
import { AnalysisReader } from '../../src/dsp/resample';
import { WavSource } from '../../src/media/wav-source';
import { wavStream } from '../../src/media/wav-stream';
import type { Task } from './measure';
import type { Wav } from './recording-files';

const { signal } = new AbortController();

/** What a recording holds once it is read: samples in memory, gains that come and go as speech does. */
async function inMemory(library: FftLibrary, path: string) {
  const bytes = await openFileBytes(path);
  const source = await WavSource.open(bytes);
  const { format } = source;
  const samples = await source.read(signal, 0, format.numSamples);
  await bytes.close();
  const read = async (_: AbortSignal, start: number, count: number) => samples.map((channel) => channel.subarray(start, start + count));
  const recording = new Recording(library, read, format.sampleRateHz, format.numSamples);
  return { format, samples, read, recording };
}

async function decode(path: string): Promise<void> {
  const bytes = await openFileBytes(path);
  const source = await WavSource.open(bytes);
  const { sampleRateHz, numSamples } = source.format;
  for (let start = 0; start < numSamples; start += sampleRateHz) await source.read(signal, start, sampleRateHz);
  await bytes.close();
}

/** Everything about a recording but the network, piece by piece, each on what the one before has made. `gains` are a generator's, [frames, NUM_BANDS]. */
export async function stageTasks(library: FftLibrary, wav48: Wav, wav44: Wav, gains: Float32Array): Promise<Task[]> {
  const audioSec = wav48.seconds;
  const { format, recording } = await inMemory(library, wav48.path);
  const at44 = await inMemory(library, wav44.path);
  recording.gains.append(gains);
  const frames = recording.frames();
  const numFrames = Math.floor(audioSec * FRAMES_PER_SEC);
  const rendered = new Map<number, Awaited<ReturnType<typeof recording.render>>>();
  const render = async (start: number, count: number) => recording.render(signal, start, count, DEFAULT_RENDER_SETTINGS);
  for (let start = 0; start < format.numSamples; start += format.sampleRateHz)
    rendered.set(start, await render(start, format.sampleRateHz));
  return [
    { name: 'decode', audioSec, run: () => decode(wav48.path) },
    {
      name: 'resample 44.1 kHz',
      audioSec: wav44.seconds,
      async run() {
        const reader = new AnalysisReader(at44.read, at44.format.sampleRateHz, at44.format.numSamples, library.kernels);
        for (let second = 0; second < wav44.seconds; second++) await reader.read(signal, second * 48_000, 48_000);
      },
    },
    {
      name: 'STFT, bands, mel',
      audioSec,
      async run() {
        for (let at = 0; at < numFrames; at += 1024) await frames.features(signal, at, Math.min(1024, numFrames - at));
      },
    },
    {
      name: 'gain track',
      audioSec,
      run() {
        recording.gains.numDone = 0;
        for (let at = 0; at < gains.length; at += 1024 * NUM_BANDS) recording.gains.append(gains.subarray(at, at + 1024 * NUM_BANDS));
      },
    },
    {
      name: 'render',
      audioSec,
      async run() {
        for (let start = 0; start < format.numSamples; start += format.sampleRateHz) await render(start, format.sampleRateHz);
      },
    },
    {
      name: 'encode',
      audioSec,
      async run() {
        const pieces = wavStream(signal, format, { encoding: 's16', extraChunks: undefined }, async (start) => {
          const { before, after } = rendered.get(start)!;
          return { before, after: after.map((channel) => channel.slice()) };
        });
        for await (const _ of pieces);
      },
    },
  ];
}
