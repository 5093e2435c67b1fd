import { beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_RENDER_SETTINGS } from '../../base/settings';
import type { LossMark } from '../../base/types';
import { bandCentresHz } from '../../dsp/bands';
import { HOP_SEC, NUM_BANDS } from '../../dsp/constants';
import { type FftLibrary, loadFft } from '../../dsp/fft';
import { codeOfGain, type GainTrack } from '../../dsp/gain-track';
import { Recording } from '../../dsp/recording';
import { lossFrames, lossMarks } from '../../dsp/speech-loss';
import { createDenoiser } from '../denoise-file';
import { loadModel } from '../load-model';
import { Bench, readerOf, type Scene } from './bench';
import { loadMaterial } from './material';
import { NOISES } from './noises';
import { Random } from './random';

const { signal } = new AbortController();
const SNRS_DB = [5, 10];
/** A syllable or two, s. */
const DROP_SEC = 0.3;
const VOICE_HZ = { low: 150, high: 4000 } as const;
let library: FftLibrary;
let bench: Bench;

beforeAll(async () => {
  const [fft, model, material] = await Promise.all([loadFft(), loadModel('small'), loadMaterial(undefined, undefined)]);
  library = fft;
  bench = new Bench(await createDenoiser(library, model, 'wasm'), material, '');
});

/** The marks of a mix under a gain track. */
async function marksOf(mix: Float32Array, rate: number, gains: GainTrack, settings = DEFAULT_RENDER_SETTINGS): Promise<LossMark[]> {
  const recording = new Recording(library, readerOf([mix]), rate, mix.length);
  recording.gains.codes.set(gains.codes);
  recording.gains.numDone = gains.numFrames;
  const marks = lossMarks(await lossFrames(signal, recording, settings, () => undefined));
  recording.dispose();
  return marks;
}

/** Energy of voiced bands in each frame. */
function voiceEnergies(bands: Float32Array): Float64Array {
  const centres = bandCentresHz();
  return Float64Array.from({ length: bands.length / NUM_BANDS }, (_, i) =>
    centres.reduce((sum, hz, b) => (hz > VOICE_HZ.low && hz < VOICE_HZ.high ? sum + bands[i * NUM_BANDS + b]! : sum), 0),
  );
}

/** Stretches of a scene, seconds, in which speech is loud and well above the noise, far enough apart to tell. */
async function loudSpeech({ speech, noise, clip }: Scene, random: Random): Promise<number[]> {
  const [s, n] = [voiceEnergies(await bench.bandEnergies(speech, clip.rate)), voiceEnergies(await bench.bandEnergies(noise, clip.rate))];
  const loud = [...s].sort((a, b) => b - a)[Math.floor(s.length * 0.1)]!;
  const frames = Math.round(DROP_SEC / HOP_SEC);
  const starts: number[] = [];
  for (let i = 0; i + frames < s.length; i++) {
    const inside = s.subarray(i, i + frames);
    const clear = inside.every((v, j) => v > 0.03 * loud && v > 4 * n[i + j]!);
    if (!clear || i * HOP_SEC - (starts.at(-1) ?? -9) < 1 || random.uniform() < 0.2) continue;
    starts.push(i * HOP_SEC);
  }
  return starts;
}

/** A copy of a gain track in which everything is taken away in these stretches, as by a generator that drops syllables. */
function dropped(gains: GainTrack, starts: readonly number[]): GainTrack {
  const codes = gains.codes.slice();
  for (const sec of starts) {
    const [first, last] = [Math.round(sec / HOP_SEC), Math.round((sec + DROP_SEC) / HOP_SEC)];
    codes.fill(codeOfGain(0.02), first * NUM_BANDS, last * NUM_BANDS);
  }
  return Object.assign(Object.create(Object.getPrototypeOf(gains)), { ...gains, codes });
}

const over = (mark: LossMark, sec: number): boolean => mark.startSec < sec + DROP_SEC && mark.endSec > sec;

describe('the speech-loss map', () => {
  it('finds syllables that were dropped from mixes of known parts, and marks next to nothing else', async () => {
    const random = new Random(1);
    const counts = { drops: 0, found: 0, marks: 0, false: 0, seconds: 0 };
    for (const snr of SNRS_DB) {
      for (const scene of await bench.scenes(snr)) {
        const starts = await loudSpeech(scene, random);
        const marks = await marksOf(scene.mix, scene.rate, dropped(scene.gains, starts));
        counts.drops += starts.length;
        counts.found += starts.filter((sec) => marks.some((mark) => over(mark, sec))).length;
        counts.marks += marks.length;
        counts.false += marks.filter((mark) => !starts.some((sec) => over(mark, sec))).length;
        counts.seconds += scene.mix.length / scene.rate;
      }
    }
    console.info(JSON.stringify(counts));
    expect(counts.drops).toBeGreaterThan(20);
    expect(counts.found / counts.drops).toBeGreaterThan(0.9);
    expect(counts.false / (counts.seconds / 60)).toBeLessThan(2);
  });

  it('marks nothing in clean speech, nor in noise without speech', async () => {
    for (const clip of bench.material.clean) {
      const { gains } = await bench.denoise([clip.samples], clip.rate);
      expect(await marksOf(clip.samples, clip.rate, gains)).toEqual([]);
    }
    for (const make of Object.values(NOISES)) {
      const noise = make(6 * 48_000, 48_000, 5).map((v) => 0.03 * v);
      const { gains } = await bench.denoise([noise], 48_000);
      expect(await marksOf(noise, 48_000, gains)).toEqual([]);
    }
  });

  it('has no mark left where the effect is eased to 40 %', async () => {
    const [scene] = await bench.scenes(10);
    if (!scene) throw new Error('no scene');
    const gains = dropped(scene.gains, await loudSpeech(scene, new Random(1)));
    const marks = await marksOf(scene.mix, scene.rate, gains);
    expect(marks.length).toBeGreaterThan(0);
    const edits = marks.map(({ startSec, endSec }) => ({
      kind: 'region' as const,
      effect: 'ease' as const,
      startSec: startSec - 0.04,
      endSec: endSec + 0.04,
      strength: 0.4,
    }));
    expect(await marksOf(scene.mix, scene.rate, gains, { ...DEFAULT_RENDER_SETTINGS, edits })).toEqual([]);
  });
});
