import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadRnnoise } from '../../scripts/rnnoise.mjs';
import { DEFAULT_RENDER_SETTINGS } from '../../src/base/settings';
import { createDenoiser, type Denoiser, denoiseFile } from '../../src/cli/denoise-file';
import { openFileBytes } from '../../src/cli/file-bytes';
import { NUM_BANDS } from '../../src/dsp/constants';
import { type FftLibrary, loadFft } from '../../src/dsp/fft';
import { Recording } from '../../src/dsp/recording';
import { WavSource } from '../../src/media/wav-source';
import type { Generator } from '../../src/net/generator';
import { benchModel } from './bench-models';
import { measureTuning, PRESET_BATCH } from './fine-tune';
import { compareHalf } from './half';
import { alternate, type Cost, once, type Task } from './measure';
import { chunksOf, onnxRunner } from './network';
import type { BenchOptions } from './options';
import { measureRating } from './rating';
import { recordingFile, type Wav } from './recording-files';
import { measureRates, rooflineOf } from './roofline';
import { stageTasks } from './stages';

const DEFAULT_MODEL = 'small';
/** Three hours: once, since by then nothing is new to the machine. */
const LONGEST_SEC = 10_800;
const MODELS = ['nano', 'small', 'base'] as const;

async function samplesOf({ path }: Wav): Promise<Float32Array> {
  const bytes = await openFileBytes(path);
  const source = await WavSource.open(bytes);
  const [samples] = await source.read(new AbortController().signal, 0, source.format.numSamples);
  await bytes.close();
  return samples!;
}

/** What `denoise` feeds the network with, and what comes out, over a whole recording. */
async function networkInput(library: FftLibrary, wav: Wav, generator: Generator) {
  const samples = await samplesOf(wav);
  const recording = new Recording(library, async (_, start, count) => [samples.slice(start, start + count)], 48_000, samples.length);
  const frames = recording.frames();
  const chunks = await chunksOf(frames, generator);
  frames.dispose();
  const gains: Float32Array[] = [];
  const [before, behind] = [generator.framesBefore * NUM_BANDS, generator.framesBehind * NUM_BANDS];
  for (const chunk of chunks) gains.push((await generator.run(chunk)).slice(before, chunk.length - behind));
  return { chunks, gains: Float32Array.from(gains.flatMap((part) => [...part])) };
}

function endToEnd(denoiser: Denoiser, { path, seconds }: Wav, name: string): Task {
  return { name, audioSec: seconds, run: () => denoiseFile(denoiser, path, `${path}.out.wav`, DEFAULT_RENDER_SETTINGS) };
}

/** The whole way from file to file, the network, the same network in onnxruntime-web, and RNNoise, all on the same recording. */
async function compareWhole(library: FftLibrary, denoiser: Denoiser, wav: Wav, rounds: number) {
  const { generator } = denoiser;
  const { chunks, gains } = await networkInput(library, wav, generator);
  const chunkSec = (chunks.length * 1024 * 768) / 48_000;
  const onnx = await onnxRunner(generator.model, chunks[0]!);
  const rnnoise = await loadRnnoise();
  const samples = await samplesOf(wav);
  const all = async (run: (features: Float32Array) => Promise<Float32Array>): Promise<void> => {
    for (const chunk of chunks) await run(chunk);
  };
  const costs = await alternate(
    [
      endToEnd(denoiser, wav, 'end to end'),
      { name: 'RNNoise (@jitsi/rnnoise-wasm)', audioSec: wav.seconds, run: () => rnnoise(samples.slice()) },
      { name: 'network', audioSec: chunkSec, run: () => all((features) => generator.run(features)) },
      { name: 'network in onnxruntime-web', audioSec: chunkSec, run: () => all(onnx) },
    ],
    rounds,
  );
  return { costs, gains, half: await compareHalf(generator.model, chunks[0]!), rating: await measureRating(samples, rounds) };
}

/** Seconds per second of audio at several lengths, and of two files at once against one after the other. */
async function measureScaling(denoiser: Denoiser, { folder, rounds, quick }: BenchOptions) {
  const lengths = quick ? [10, 60] : [10, 60, 600];
  const byLength = await alternate(
    lengths.map((seconds) => endToEnd(denoiser, recordingFile(folder, 48, seconds), `${seconds} s`)),
    quick ? 1 : Math.min(3, rounds),
  );
  const longest = quick ? {} : await once(endToEnd(denoiser, recordingFile(folder, 48, LONGEST_SEC), `${LONGEST_SEC} s`));
  const pair = [recordingFile(folder, 48, 60), recordingFile(folder, 44, 60)];
  const [first, second] = pair.map((wav) => endToEnd(denoiser, wav, '').run);
  const two = await alternate(
    [
      { name: 'at once', audioSec: 120, run: () => Promise.all([first!(), second!()]) },
      {
        name: 'one after the other',
        audioSec: 120,
        async run() {
          await first!();
          await second!();
        },
      },
    ],
    rounds,
  );
  return { byLength: { ...byLength, ...longest }, twoFiles: two };
}

async function otherSizes(
  library: FftLibrary,
  { folder, rounds, quick }: BenchOptions,
): Promise<Record<string, Cost & { weights: string }>> {
  const out: Record<string, Cost & { weights: string }> = {};
  const wav = recordingFile(folder, 48, quick ? 20 : 60);
  for (const name of MODELS) {
    if (name === DEFAULT_MODEL) continue;
    const { model, weights } = await benchModel(name);
    const denoiser = await createDenoiser(library, model, 'wasm');
    const costs = await alternate([endToEnd(denoiser, wav, name)], rounds);
    denoiser.generator.dispose();
    out[name] = { ...costs[name]!, weights };
  }
  return out;
}

/** Everything that one thread of WebAssembly in Node tells. */
export async function benchOnWasm(options: BenchOptions) {
  const { folder, seconds, rounds, quick } = options;
  const library = await loadFft();
  const { model } = await benchModel(DEFAULT_MODEL);
  const denoiser = await createDenoiser(library, model, 'wasm');
  const wav = recordingFile(folder, 48, seconds);
  const { costs, gains, half, rating } = await compareWhole(library, denoiser, wav, rounds);
  const stages = await alternate(await stageTasks(library, wav, recordingFile(folder, 44, seconds), gains), rounds);
  const rates = await measureRates();
  return {
    whole: costs,
    stages,
    models: await otherSizes(library, options),
    rates,
    roofline: rooflineOf(model.architecture, rates),
    half,
    rating,
    scaling: await measureScaling(denoiser, options),
    fineTune: await measureTuning(denoiser.backend, model, quick ? 3 : 8, quick ? [1] : [1, 3, 10], PRESET_BATCH),
    onnxruntimeWeb: version('onnxruntime-web'),
    rnnoiseJitsi: version('@jitsi/rnnoise-wasm'),
  };
}

function version(name: string): string {
  return (JSON.parse(readFileSync(join('node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;
}
