import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_RENDER_SETTINGS } from '../../base/settings';
import { denoiseFile } from '../denoise-file';
import { type Bench, first } from './bench';
import { bandPass, highPass, lowPass, resampled } from './filters';
import { energy, levelDb, mean, scaled, sum } from './levels';
import { NOISES, white } from './noises';
import type { Complaint } from './row';
import { readWav, reread, writeThrough, writeWav } from './through-file';

const RATES = [8000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000] as const;

/** Samples that files of one, two and six channels lose or gain on their way through the command's own path. */
async function lengthChange(bench: Bench, rate: number): Promise<number> {
  let off = 0;
  for (const numChannels of [1, 2, 6]) {
    const length = Math.round(rate * 0.4) + 7 * numChannels + 1;
    const channels = Array.from({ length: numChannels }, (_, c) => white(length, c + 1).map((v) => v * 0.05));
    const result = await writeThrough(bench, channels, rate, 's16');
    off += Math.abs(result.numSamples - length) + length * Math.abs(result.channels.length - numChannels);
    off += result.rate === rate ? 0 : length;
  }
  return off;
}

/** Lag of the highest correlation between source and result, samples. */
async function delay(bench: Bench, rate: number): Promise<number> {
  const { samples, rate: own } = bench.material.clean[0]!;
  const speech = resampled(samples.subarray(0, 3 * own), own, rate);
  const scene = await bench.scene({ name: 'delay', samples: speech, rate }, 'hiss', NOISES.hiss(speech.length, rate, 5), 10);
  const span = Math.round(0.03 * rate);
  const stride = Math.max(1, Math.round(rate / 12_000));
  let [best, bestAt] = [Number.NEGATIVE_INFINITY, 0];
  for (let lag = -span; lag <= span; lag++) {
    let correlation = 0;
    for (let i = span; i < speech.length - span; i += stride) correlation += scene.mix[i]! * scene.result[i + lag]!;
    if (correlation > best) [best, bestAt] = [correlation, lag];
  }
  return Math.abs(bestAt);
}

/** A talker panned by 6 dB and 0.4 ms over noise that differs by channel. */
function panned(bench: Bench) {
  return bench.once('panned', async () => {
    const { samples, rate } = bench.material.clean[0]!;
    const late = Math.round(0.0004 * rate);
    const [left, right] = [
      samples,
      scaled(
        new Float32Array(samples.length).map((_, i) => samples[i - late] ?? 0),
        -6,
      ),
    ];
    const noise = (seed: number): Float32Array => NOISES.hiss(samples.length, rate, seed).map((v) => v * 0.005);
    const take = await bench.denoise([sum(left, noise(1)), sum(right, noise(2))], rate);
    const [l = left, r = right] = await bench.apply(take.gains, [left, right], rate);
    return { left, right, l, r, rate };
  });
}

function lagBetween(a: Float32Array, b: Float32Array, span: number): number {
  let [best, bestAt] = [Number.NEGATIVE_INFINITY, 0];
  for (let lag = -span; lag <= span; lag++) {
    let correlation = 0;
    for (let i = span; i < a.length - span; i++) correlation += a[i]! * b[i + lag]!;
    if (correlation > best) [best, bestAt] = [correlation, lag];
  }
  return bestAt;
}

/** Level that a talker keeps who speaks into one of several channels only, dB. */
async function oneChannelOnly(bench: Bench, numChannels: number): Promise<number> {
  const { samples, rate } = bench.material.clean[0]!;
  const channels = Array.from({ length: numChannels }, (_, c) => {
    const noise = NOISES.hiss(samples.length, rate, c + 1).map((v) => v * 0.002);
    return c === numChannels - 1 ? sum(samples, noise) : noise;
  });
  const { after } = await bench.denoise(channels, rate);
  return levelDb(after.at(-1)!, samples);
}

/** Real speech with friction that goes on above its own band, no noise: level kept above `hz`, dB. */
async function trebleKept(bench: Bench, rate: number, hz: number): Promise<number> {
  const kept: number[] = [];
  for (const [i, { samples, rate: own }] of bench.material.clean.slice(0, 3).entries()) {
    const speech = withTreble(resampled(samples.subarray(0, 5 * own), own, rate), rate, i);
    kept.push(levelDb(highOf(await bench.denoiseMono(speech, rate), rate, hz), highOf(speech, rate, hz)));
  }
  return mean(kept);
}

/** Adds noise above 8 kHz that follows the speech between 4 and 8 kHz, 3 dB below it, as the friction of a voice does. */
function withTreble(speech: Float32Array, rate: number, seed: number): Float32Array {
  const envelope = lowPass(
    bandPass(speech, rate, 4000, 8000).map((v) => Math.abs(v)),
    rate,
    60,
  );
  const air = highPass(white(speech.length, 130 + seed), rate, 8000);
  return speech.map((v, i) => v + 0.9 * envelope[i]! * air[i]!);
}

/** What a signal loses by going through the rate that holds nothing above `hz`. */
function highOf(x: Float32Array, rate: number, hz: number): Float32Array {
  const low = resampled(resampled(x, rate, 2 * hz), 2 * hz, rate);
  return low.map((v, i) => x[i]! - v);
}

/** Cuts a file of one second in its middle, as a crash would. */
async function truncatedLoss(bench: Bench): Promise<number> {
  const [input, output] = [join(bench.folder, 'cut.wav'), join(bench.folder, 'cut-out.wav')];
  await writeWav(input, [white(16_000, 14).map((v) => v * 0.05)], 16_000, 's16');
  await truncate(input, 44 + 2 * 9000);
  await denoiseFile(bench.denoiser, input, output, DEFAULT_RENDER_SETTINGS);
  return Math.abs((await readWav(output)).numSamples - 9000);
}

export const FORMAT_ROWS: readonly Complaint[] = [
  ...RATES.map(
    (rate): Complaint => ({
      id: `length-${rate}`,
      complaint: `60 s in, 66 s out; one channel is lost (files of 1, 2 and 6 channels at ${rate} Hz).`,
      unit: 'samples',
      bound: 'most',
      limit: 0,
      measure: (bench) => lengthChange(bench, rate),
    }),
  ),
  ...[8000, 16_000, 44_100, 48_000, 192_000].map(
    (rate): Complaint => ({
      id: `delay-${rate}`,
      complaint: `The result is late against the source (${rate} Hz).`,
      unit: 'samples',
      bound: 'most',
      limit: 0,
      measure: (bench) => delay(bench, rate),
    }),
  ),
  {
    id: 'channels-in-place',
    complaint:
      '(samples, channels) is taken for (channels, samples) (six channels of five samples, values that tell their place, wrong ones at strength 0).',
    unit: 'samples',
    bound: 'most',
    limit: 0,
    measure: async (bench) => {
      const channels = Array.from({ length: 6 }, (_, c) => Float32Array.from({ length: 5 }, (_, i) => (c * 10 + i) / 128));
      const { channels: result } = await writeThrough(bench, channels, 48_000, 'f32', { ...DEFAULT_RENDER_SETTINGS, strength: 0 });
      return channels.reduce((wrong, channel, c) => wrong + channel.filter((v, i) => v !== result[c]?.[i]).length, 0);
    },
  },
  {
    id: 'encodings-kept',
    complaint: 'A 24-bit or float recording comes back with fewer bits (16, 24 and 32 bit files that change).',
    unit: 'files',
    bound: 'most',
    limit: 0,
    measure: async (bench) => {
      let changed = 0;
      for (const encoding of ['s16', 's24', 'f32'] as const) {
        const { encoding: found } = await writeThrough(bench, [white(9000, 3).map((v) => v * 0.05)], 44_100, encoding);
        if (found !== encoding) changed++;
      }
      return changed;
    },
  },
  {
    id: 'stereo-as-mono',
    complaint: 'Stereo breaks it (level of the result of two equal channels against that of one).',
    unit: 'dB off',
    bound: 'most',
    limit: 0.1,
    measure: async (bench) => {
      const [scene] = await bench.scenes(10);
      if (!scene) return Number.NaN;
      const { after } = await bench.denoise([scene.mix, scene.mix.slice()], scene.rate);
      return Math.max(...after.map((channel) => Math.abs(levelDb(channel, scene.result))));
    },
  },
  {
    id: 'stereo-level',
    complaint: 'The stereo image moves (change of the level between the channels of a panned talker).',
    unit: 'dB',
    bound: 'most',
    limit: 0.1,
    measure: async (bench) => {
      const { left, right, l, r } = await panned(bench);
      return Math.abs(levelDb(l, r) - levelDb(left, right));
    },
  },
  {
    id: 'stereo-phase',
    complaint: 'The phase between the channels moves (change of the delay between the channels of a panned talker).',
    unit: 'samples',
    bound: 'most',
    limit: 0,
    measure: async (bench) => {
      const { left, right, l, r, rate } = await panned(bench);
      const span = Math.round(0.002 * rate);
      return Math.abs(lagBetween(l, r, span) - lagBetween(left, right, span));
    },
  },
  {
    id: 'right-only',
    complaint: 'Only the left channel is listened to (level kept of a talker on the right).',
    unit: 'dB',
    bound: 'least',
    limit: -3,
    measure: (bench) => oneChannelOnly(bench, 2),
  },
  {
    id: 'sixth-only',
    complaint: 'A recorder with many channels: a talker on one of them is lost (level kept, sixth of six).',
    unit: 'dB',
    bound: 'least',
    limit: -3,
    measure: (bench) => oneChannelOnly(bench, 6),
  },
  {
    id: 'treble-kept',
    complaint: 'All above 8 kHz is gone (level kept above 12 kHz of friction at 48 kHz, no noise).',
    unit: 'dB',
    bound: 'least',
    limit: -3,
    measure: (bench) => trebleKept(bench, 48_000, 12_000),
  },
  {
    id: 'ultrasound-kept',
    complaint: 'A 96 kHz recording comes back with nothing above 24 kHz (level kept there of friction, no noise).',
    unit: 'dB',
    bound: 'least',
    limit: -3,
    measure: (bench) => trebleKept(bench, 96_000, 24_000),
  },
  {
    id: 'truncated',
    complaint: 'A recording that a crash cut off cannot be read (samples that were there and are not in the result).',
    unit: 'samples',
    bound: 'most',
    limit: 0,
    measure: truncatedLoss,
  },
  {
    id: 'zero-runs',
    complaint: 'Pauses turn into digital silence: the room is gone (longest run of zeros in a 16-bit file where the source has none).',
    unit: 'ms',
    bound: 'most',
    limit: 10,
    measure: async (bench) => {
      const noise = NOISES.hiss(4 * 16_000, 16_000, 9).map((v) => v * 10 ** (-66 / 20));
      const { channels } = await writeThrough(bench, [noise], 16_000, 's16');
      const source = await reread(bench);
      let [run, longest] = [0, 0];
      for (const [i, v] of first(channels).entries()) {
        run = v === 0 ? run + 1 : 0;
        const inSource = first(source).subarray(i - run + 1, i + 1);
        if (energy(inSource) > 0) longest = Math.max(longest, run);
      }
      return (1000 * longest) / 16_000;
    },
  },
];
