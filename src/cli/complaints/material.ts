import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LimpidError } from '../../base/errors';
import { mixDown } from '../../dsp/resample';
import { WavSource } from '../../media/wav-source';
import { openFileBytes } from '../file-bytes';
import { resampled } from './filters';
import { frameEnergies, scaledTo } from './levels';
import { NOISES } from './noises';

/** Clean speech of one talker, mono, at its own rate. */
export interface Clip {
  readonly name: string;
  readonly samples: Float32Array;
  readonly rate: number;
}

export interface NamedNoise {
  readonly name: string;
  /** RMS 1. */
  readonly make: (length: number, rate: number, seed: number) => Float32Array;
}

/** What the complaints are measured on, beside signals that are generated. */
export interface Material {
  readonly clean: readonly Clip[];
  readonly noises: readonly NamedNoise[];
  /** Real music of the fixtures. */
  readonly music: Clip;
}

const MOST_CLIPS = 8;
const LONGEST_CLIP_SEC = 14;
const LONGEST_NOISE_SEC = 20;
const { signal } = new AbortController();

/** Speech of the fixtures, or the .wav files of the user's folders; noise is generated unless there is a folder of it. */
export async function loadMaterial(cleanFolder: string | undefined, noiseFolder: string | undefined): Promise<Material> {
  const fixtures = join(projectFolder(), 'fixtures', 'speech');
  const clean = cleanFolder === undefined ? await readFolder(fixtures, (name) => !name.startsWith('music')) : await readFolder(cleanFolder);
  const noises = noiseFolder === undefined ? generated() : await recorded(noiseFolder);
  return { clean, noises, music: await readClip(join(fixtures, 'music.wav'), LONGEST_CLIP_SEC) };
}

function generated(): NamedNoise[] {
  return Object.entries(NOISES).map(([name, make]) => ({ name, make }));
}

/** Noise from files, each repeated to the length that is asked for. */
async function recorded(folder: string): Promise<NamedNoise[]> {
  const clips = await readFolder(folder, undefined, LONGEST_NOISE_SEC);
  return clips.map(({ name, samples, rate }) => ({
    name,
    make(length, wanted) {
      const own = resampled(samples, rate, wanted);
      return scaledTo(
        Float32Array.from({ length }, (_, i) => own[i % own.length]!),
        1,
      );
    },
  }));
}

/** At most eight files of a folder, spread over its sorted names. */
async function readFolder(folder: string, wanted: (name: string) => boolean = () => true, longestSec = LONGEST_CLIP_SEC): Promise<Clip[]> {
  const entries = await readdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new LimpidError('file/not-found', `${folder} cannot be read. Expected a folder of .wav files.`, { cause });
  });
  const names = entries.filter((name) => /\.wav$/i.test(name) && wanted(basename(name))).sort();
  if (names.length === 0) throw new LimpidError('file/not-found', `${folder} holds no .wav file.`);
  const count = Math.min(MOST_CLIPS, names.length);
  const clips: Clip[] = [];
  for (let i = 0; i < count; i++) clips.push(await readClip(join(folder, names[Math.floor((i * names.length) / count)]!), longestSec));
  const audible = clips.filter(({ samples }) => samples.some((v) => v !== 0));
  if (audible.length === 0) throw new LimpidError('decode/no-audio', `${folder} holds nothing but silence.`);
  return audible;
}

async function readClip(path: string, longestSec: number): Promise<Clip> {
  const bytes = await openFileBytes(path);
  try {
    const source = await WavSource.open(bytes);
    const { sampleRateHz: rate, numSamples } = source.format;
    const channels = await source.read(signal, 0, Math.min(numSamples, 60 * rate));
    return { name: basename(path, '.wav'), samples: loudestStretch(mixDown(channels), rate, longestSec), rate };
  } finally {
    await bytes.close();
  }
}

/** The stretch of at most `longestSec` with the most energy, moved in steps of half a second. */
function loudestStretch(x: Float32Array, rate: number, longestSec: number): Float32Array {
  const step = Math.round(0.5 * rate);
  const steps = Math.round(longestSec / 0.5);
  if (x.length <= steps * step) return x;
  const pieces = frameEnergies(x, rate, 0.5);
  let [best, bestEnergy] = [0, -1];
  for (let at = 0; at + steps <= pieces.length; at++) {
    const sum = pieces.subarray(at, at + steps).reduce((a, b) => a + b, 0);
    if (sum > bestEnergy) [best, bestEnergy] = [at, sum];
  }
  return x.slice(best * step, (best + steps) * step);
}

/** The nearest folder that holds fixtures/speech, at or above this file, which runs from sources and from a bundle. */
export function projectFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'fixtures', 'speech')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
