import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../base/random';
import { type FftLibrary, loadFft } from '../dsp/fft';
import { siSdrDb } from '../dsp/metrics';
import { NO_REHEARSAL } from './material';
import { nearDuplicates, preparePair } from './prepare';
import { ownProofPairs } from './proof';
import { NO_RECORDINGS } from './recordings';
import { parseRehearsal } from './rehearsal';
import { splitRecordings } from './split';
import { verdictOf } from './verdict';

const RATE = 48_000;
let library: FftLibrary;

beforeAll(async () => {
  library = await loadFft();
});

/** Low-passed noise in bursts: it has the memory and the pauses of speech. */
function bursts(seed: number, seconds: number): Float32Array {
  const random = new Random(seed);
  let low = 0;
  return Float32Array.from({ length: seconds * RATE }, (_, i) => {
    low += 0.2 * (random.between(-0.6, 0.6) - low);
    return i % 30_000 < 20_000 ? low : 1e-4 * low;
  });
}

function hiss(seed: number, length: number, level: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length }, () => level * random.normal());
}

/** A clean recording, and one with noise that begins later (or earlier, if negative) and is changed by a gain. */
function recorded(delaySamples: number, gain: number, noiseLevel: number): { clean: Float32Array; noisy: Float32Array } {
  const [early, late] = [Math.max(0, -delaySamples), Math.max(0, delaySamples)];
  const clean = bursts(1, 4);
  const noise = hiss(2, clean.length - early, noiseLevel);
  return { clean, noisy: noise.map((v, i) => v + gain * (clean[i + early - late] ?? 0)) };
}

describe('a pair', () => {
  it.each([
    [0, 1],
    [4_801, 0.5],
    [-12_345, 2],
    [700, -1],
  ])('that is shifted by %i samples and changed by a factor of %d is brought together to the sample', (delay, gain) => {
    const { clean, noisy } = recorded(delay, gain, 0.01);
    const { pair, check } = preparePair(library, 'x', clean, noisy);
    expect(Math.round(check.offsetSec * RATE)).toBe(delay);
    expect(check.gainDb).toBeCloseTo(20 * Math.log10(Math.abs(gain)), 1);
    expect(pair.clean.length).toBe(pair.noisy.length);
    expect(siSdrDb(pair.clean, pair.noisy)).toBeGreaterThan(12);
    const kinds = check.notices.map(({ kind }) => kind);
    expect(kinds.includes('inverted')).toBe(gain < 0);
    expect(kinds.includes('shifted')).toBe(Math.abs(delay) > 0.25 * RATE);
  });

  it('tells its signal-to-noise ratio', () => {
    const { clean, noisy } = recorded(0, 1, 0.02);
    const energy =
      clean.reduce((sum, v, i) => sum + (i % 30_000 < 20_000 ? v * v : 0), 0) / clean.filter((_, i) => i % 30_000 < 20_000).length;
    expect(preparePair(library, 'x', clean, noisy).check.snrDb).toBeCloseTo(10 * Math.log10(energy / 0.02 ** 2), 0);
  });

  it('of strangers, of silence or of an instant is refused', () => {
    const { clean, noisy } = recorded(0, 1, 0.01);
    const refuses = (a: Float32Array, b: Float32Array, code: string): void =>
      expect(() => preparePair(library, 'x', a, b)).toThrow(expect.objectContaining({ code }));
    refuses(bursts(9, 4), noisy, 'finetune/pair');
    refuses(new Float32Array(2 * RATE), noisy, 'finetune/pair');
    refuses(clean.slice(0, 1000), noisy, 'finetune/too-short');
  });

  it('that is clipped, or without noise, is remarked on', () => {
    const { clean, noisy } = recorded(0, 1, 0.01);
    const clipped = noisy.map((v) => Math.max(-0.12, Math.min(0.12, v)));
    expect(preparePair(library, 'x', clean, clipped).check.notices.map(({ kind }) => kind)).toContain('clipped');
    expect(preparePair(library, 'x', clean, clean).check.notices.map(({ kind }) => kind)).toContain('identical');
  });

  it('that came twice is found, also at another level; the same speech under other noise is not', () => {
    const { clean, noisy } = recorded(0, 1, 0.01);
    const other = recorded(0, 1, 0.3);
    const [half, otherNoise] = [noisy.map((v) => 0.5 * v), hiss(3, clean.length, 0.005).map((v, i) => v + clean[i]!)];
    const pairs = [noisy, other.noisy, half, otherNoise].map((n, i) => preparePair(library, String(i), clean, n).pair);
    expect(nearDuplicates(pairs)).toEqual([[2, 0]]);
  });
});

describe('a split', () => {
  const named = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ name: String(i), samples: Float32Array.from({ length: 100 }, (_, k) => k) }));

  it('is by recording, the same for the same seed, a fifth held out', () => {
    const recordings = { ...NO_RECORDINGS, speech: named(10) };
    const { training, heldOut } = splitRecordings(recordings, 4);
    expect(heldOut.speech).toHaveLength(2);
    expect([...training.speech, ...heldOut.speech].map(({ name }) => name).sort()).toEqual(recordings.speech.map(({ name }) => name));
    expect(splitRecordings(recordings, 4).heldOut).toEqual(heldOut);
  });

  it('of a single recording is by time', () => {
    const { training, heldOut } = splitRecordings({ ...NO_RECORDINGS, noise: named(1) }, 1);
    expect(Array.from(training.noise[0]!.samples)).toEqual(Array.from({ length: 80 }, (_, i) => i));
    expect(Array.from(heldOut.noise[0]!.samples)).toEqual(Array.from({ length: 20 }, (_, i) => 80 + i));
  });

  it('of fewer than five noises is by time in each, so that every noise is learnt; of five and of two voices by recording', () => {
    const { training, heldOut } = splitRecordings({ ...NO_RECORDINGS, noise: named(4), speech: named(2) }, 1);
    expect(training.noise.map(({ name, samples }) => [name, samples.length])).toEqual([0, 1, 2, 3].map((i) => [String(i), 80]));
    expect(heldOut.noise.map(({ samples }) => samples[0])).toEqual([80, 80, 80, 80]);
    expect([training.speech.length, heldOut.speech.length]).toEqual([1, 1]);
    expect(splitRecordings({ ...NO_RECORDINGS, noise: named(5) }, 1).heldOut.noise).toHaveLength(1);
  });

  it('of speech and noise gives pairs to measure on; of noisy recordings alone none', () => {
    const speech = [{ name: 'voice', samples: bursts(1, 6) }];
    const noise = [{ name: 'hiss', samples: hiss(3, RATE, 0.1) }];
    expect(ownProofPairs({ ...NO_RECORDINGS, speech, noise }, 1).length).toBeGreaterThan(0);
    expect(ownProofPairs({ ...NO_RECORDINGS, noisy: speech }, 1)).toEqual([]);
  });
});

describe('the rehearsal set', () => {
  const bytes = new Uint8Array(readFileSync('public/rehearsal/rehearsal.bin'));

  it('is at most 2 MB, and holds five minutes of forty voices, noise and pairs with a signal-to-noise ratio of 0 to 10 dB', async () => {
    expect(bytes.length).toBeLessThanOrEqual(2_000_000);
    const { rehearsal, proofPairs } = await parseRehearsal(bytes);
    expect(rehearsal.speech.reduce((sum, { numFrames }) => sum + numFrames, 0) / 62.5).toBeGreaterThan(300);
    expect(rehearsal.speech.length).toBeGreaterThanOrEqual(40);
    expect(rehearsal.noise.length).toBeGreaterThan(10);
    expect(rehearsal.numBands).toBe(NO_REHEARSAL.numBands);
    for (const { clean, noisy } of proofPairs) {
      expect(siSdrDb(clean, noisy)).toBeGreaterThan(-4);
      expect(siSdrDb(clean, noisy)).toBeLessThan(12);
    }
    for (const { energies } of rehearsal.speech) expect(energies.every((v) => v > 0 && v < 1e6)).toBe(true);
  });

  it.each([4, 100, 300_000])('cut after %i bytes is refused', async (length) => {
    await expect(parseRehearsal(bytes.subarray(0, length))).rejects.toMatchObject({ code: 'rehearsal/corrupt' });
  });
});

describe('a verdict', () => {
  const scores = (siSdrDb: number, stoi: number) => ({ siSdrDb, stoi, melMse: 100, melPsnrDb: 20, seconds: 60 });
  const same = { base: scores(10, 0.9), tuned: scores(10, 0.9) };

  it('says better only where it is', () => {
    expect(verdictOf({ own: { base: scores(10, 0.9), tuned: scores(11.2, 0.91) }, general: same })).toMatchObject({ outcome: 'better' });
    expect(verdictOf({ own: { base: scores(10, 0.9), tuned: scores(10.05, 0.9) }, general: same })).toMatchObject({
      outcome: 'not-better',
    });
    expect(verdictOf({ own: { base: scores(10, 0.9), tuned: scores(9, 0.93) }, general: same })).toMatchObject({ outcome: 'not-better' });
    expect(verdictOf({ general: same })).toMatchObject({ outcome: 'unmeasured' });
  });

  it('says what it costs other voices', () => {
    const { text } = verdictOf({
      own: { base: scores(10, 0.9), tuned: scores(11.2, 0.9) },
      general: { base: scores(10, 0.9), tuned: scores(9.5, 0.9) },
    });
    expect(text).toBe(
      'Better for you: +1.2 dB SI-SDR, ±0.000 STOI on your 60 seconds held out; a little worse on other voices (−0.5 dB SI-SDR, ±0.000 STOI).',
    );
  });
});
