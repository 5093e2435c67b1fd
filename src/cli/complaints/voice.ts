import { concatenated } from '../../base/concatenated';
import { bandPass, resonance } from './filters';
import { scaledTo, sum } from './levels';
import { white } from './noises';

/** Sounds of a voice, generated: pulses or noise through formants. Source: Klatt 1980, Software for a cascade/parallel formant synthesizer. */

const VOWEL_RMS = 0.1;
const VOWELS = [
  [730, 1090, 2440, 3400],
  [270, 2290, 3010, 3600],
  [300, 870, 2240, 3300],
  [530, 1840, 2480, 3500],
  [570, 840, 2410, 3300],
] as const;

/** Rises over `attackSec`, falls over `releaseSec`, cosine-shaped. */
function shaped(x: Float32Array, rate: number, attackSec: number, releaseSec: number): Float32Array {
  const ramp = (i: number, sec: number): number => (i >= sec * rate ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * i) / (sec * rate)));
  return x.map((v, i) => v * ramp(i, attackSec) * ramp(x.length - 1 - i, releaseSec));
}

/** A voiced sound whose pitch falls by a tenth, with RMS VOWEL_RMS. */
export function vowel(rate: number, seconds: number, pitchHz: number, index: number): Float32Array {
  const pulses = new Float32Array(Math.round(seconds * rate));
  let phase = 0;
  for (let i = 0; i < pulses.length; i++) {
    phase += (pitchHz * (1.05 - (0.1 * i) / pulses.length) * (1 + 0.01 * Math.sin((2 * Math.PI * 5 * i) / rate))) / rate;
    if (phase >= 1) {
      phase -= 1;
      pulses[i] = 1;
    }
  }
  let out = resonance(pulses, rate, 0, 300);
  for (const [k, hz] of VOWELS[index % VOWELS.length]!.entries()) out = resonance(out, rate, hz, 60 + 40 * k);
  return scaledTo(shaped(out, rate, 0.02, 0.06), VOWEL_RMS);
}

/** Burst and aspiration of p, t or k, 50 ms, `db` against the vowel. */
function burst(rate: number, hz: number, seed: number, db: number): Float32Array {
  const source = bandPass(white(Math.round(0.05 * rate), seed), rate, hz * 0.5, hz * 1.8, 1);
  const falling = source.map((v, i) => v * (Math.exp(-i / (0.006 * rate)) + 0.25 * Math.exp(-i / (0.04 * rate))));
  return scaledTo(falling, VOWEL_RMS * 10 ** (db / 20));
}

/** s, sh, f or h: noise of 130 ms that rises over 20 ms, `db` against the vowel. */
function friction(rate: number, lowHz: number, highHz: number, seed: number, db: number): Float32Array {
  const source = bandPass(white(Math.round(0.13 * rate), seed), rate, lowHz, highHz, 2);
  return scaledTo(shaped(source, rate, 0.02, 0.02), VOWEL_RMS * 10 ** (db / 20));
}

/** Words with the pauses before them, and where each word begins. */
export interface Words {
  readonly samples: Float32Array;
  readonly rate: number;
  readonly onsets: readonly number[];
}

function inPauses(rate: number, words: readonly Float32Array[], pauseSec: number): Words {
  const pause = new Float32Array(Math.round(pauseSec * rate));
  const onsets: number[] = [];
  const parts: Float32Array[] = [];
  let at = 0;
  for (const word of words) {
    parts.push(pause, word);
    onsets.push(at + pause.length);
    at += pause.length + word.length;
  }
  return { samples: concatenated([...parts, pause]), rate, onsets };
}

/** Twelve words that begin with p, t or k; levels of bursts as in careful speech, 10 to 14 dB below the vowel. */
export function stopWords(rate: number): Words {
  const places = [
    [900, -14],
    [4500, -10],
    [2200, -11],
  ] as const;
  const words = Array.from({ length: 12 }, (_, i) => {
    const [hz, db] = places[i % 3]!;
    return concatenated([burst(rate, hz, 40 + i, db), vowel(rate, 0.25, i % 2 ? 115 : 205, i)]);
  });
  return inPauses(rate, words, 0.35);
}

/** Twelve words that begin with s or sh, 8 to 10 dB below the vowel. */
export function fricativeWords(rate: number): Words {
  const words = Array.from({ length: 12 }, (_, i) => {
    const hiss = i % 2 ? friction(rate, 2200, 7000, 60 + i, -8) : friction(rate, 4500, 10_000, 60 + i, -10);
    return concatenated([hiss, vowel(rate, 0.25, i % 3 ? 115 : 205, i)]);
  });
  return inPauses(rate, words, 0.35);
}

/** Four laughs of six breathy "ha", five a second, falling in pitch. */
export function laughter(rate: number): Words {
  const laughs = Array.from({ length: 4 }, (_, n) => {
    const parts = Array.from({ length: 6 }, (_, i) => {
      const breath = friction(rate, 500, 3000, 80 + 6 * n + i, -12);
      return concatenated([breath.subarray(0, Math.round(0.08 * rate)), vowel(rate, 0.12, (n % 2 ? 170 : 280) * (1 - 0.05 * i), 0)]);
    });
    return concatenated(parts);
  });
  return inPauses(rate, laughs, 0.4);
}

/** Four breaths of half a second, 25 dB below a vowel. */
export function breaths(rate: number): Words {
  const parts = Array.from({ length: 4 }, (_, i) => {
    const air = bandPass(white(Math.round(0.5 * rate), 90 + i), rate, 300, 5000, 1);
    const formed = sum(air, resonance(air, rate, 1500, 400));
    return scaledTo(shaped(formed, rate, 0.2, 0.25), VOWEL_RMS * 10 ** (-25 / 20));
  });
  return inPauses(rate, parts, 0.4);
}
