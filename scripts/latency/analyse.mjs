/** What recorded sound says about when it changed, and whether it ever stopped. */

/** Joins blocks [{ frame, samples }] into one stretch; blocks that are missing are silence. */
export function joined(blocks) {
  const first = blocks[0].frame;
  const last = blocks[blocks.length - 1];
  const samples = new Float32Array(last.frame - first + last.samples.length);
  for (const block of blocks) samples.set(block.samples, block.frame - first);
  return { first, samples };
}

function energies(samples, windowSamples, of) {
  return Array.from({ length: Math.floor(samples.length / windowSamples) }, (_, i) => {
    let sum = 0;
    for (let k = i * windowSamples; k < (i + 1) * windowSamples; k++) sum += of(samples, k) ** 2;
    return sum / windowSamples;
  });
}

/** High frequencies alone, where speech-like sound of few harmonics has nothing and noise all. */
const highPassed = (x, k) => (k < 3 ? 0 : x[k] - 3 * x[k - 1] + 3 * x[k - 2] - x[k - 3]);

/** A change must be at least this large to be told, as a factor of power. */
const LEAST_CHANGE = 4;

/**
 * When the level of the noise changes after `inputSec`: seconds of the audio context, at the first of the 2 ms windows that is past the middle, on a scale of dB, between what
 * was before and what comes 0.4 s later.
 */
export function changeTime({ first, samples }, rateHz, inputSec) {
  const width = Math.round(0.002 * rateHz);
  const power = energies(samples, width, highPassed);
  const at = (sec) => Math.round((sec * rateHz - first) / width);
  const meanOf = (from, to) => power.slice(from, to).reduce((a, b) => a + b, 0) / (to - from) + 1e-20;
  const before = meanOf(at(inputSec - 0.1), at(inputSec));
  const after = meanOf(at(inputSec + 0.4), at(inputSec + 0.5));
  const ratio = after / before;
  if (Math.max(ratio, 1 / ratio) < LEAST_CHANGE)
    throw new Error(`The sound hardly changed: its noise by a factor of ${ratio.toFixed(2)} in power.`);
  const middle = Math.sqrt(before * after);
  for (let i = at(inputSec); i < power.length; i++) if (ratio > 1 === power[i] > middle) return (first + i * width) / rateHz;
  throw new Error('The sound never changed.');
}

/** Sound this far below the quieter of what surrounds a switch is a gap: a twentieth of its amplitude. */
const GAP_POWER = 0.05 ** 2;

/** Longest gap, ms, in the 0.25 s around a moment, in windows of 1 ms. */
export function longestGapMs({ first, samples }, rateHz, inputSec) {
  const width = Math.round(0.001 * rateHz);
  const start = Math.round(inputSec * rateHz) - first;
  const power = energies(samples.subarray(start - Math.round(0.05 * rateHz), start + Math.round(0.25 * rateHz)), width, (x, k) => x[k]);
  const mean = (part) => part.reduce((a, b) => a + b, 0) / part.length;
  const quiet = Math.min(mean(power.slice(0, 40)), mean(power.slice(-100)));
  if (!(quiet > 0)) throw new Error('Nothing was heard around a switch.');
  let [longest, run] = [0, 0];
  for (const value of power) {
    run = value < GAP_POWER * quiet ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** The value that a part of the values does not pass. */
export function percentile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}
