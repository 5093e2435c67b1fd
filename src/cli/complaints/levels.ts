/** Levels of signals. */

export function energy(x: Float32Array, start = 0, end = x.length): number {
  let sum = 0;
  for (let i = Math.max(0, start); i < Math.min(end, x.length); i++) sum += x[i]! * x[i]!;
  return sum;
}

export function rms(x: Float32Array): number {
  return Math.sqrt(energy(x) / Math.max(1, x.length));
}

export function decibels(energyRatio: number): number {
  return 10 * Math.log10(Math.max(energyRatio, 1e-20));
}

/** Level of a over b within [start, end), dB. */
export function levelDb(a: Float32Array, b: Float32Array, start = 0, end = b.length): number {
  return decibels(energy(a, start, end) / Math.max(energy(b, start, end), 1e-20));
}

export function peakOf(x: Float32Array): number {
  return x.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
}

/** A copy with the given RMS. */
export function scaledTo(x: Float32Array, level: number): Float32Array {
  const scale = level / Math.max(rms(x), 1e-12);
  return x.map((v) => v * scale);
}

export function scaled(x: Float32Array, db: number): Float32Array {
  const gain = 10 ** (db / 20);
  return x.map((v) => v * gain);
}

export function sum(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((v, i) => v + (b[i] ?? 0));
}

/** Energy of each piece of `seconds`, the last cut one left out. */
export function frameEnergies(x: Float32Array, rate: number, seconds: number): Float64Array {
  const hop = Math.max(1, Math.round(seconds * rate));
  return Float64Array.from({ length: Math.floor(x.length / hop) }, (_, i) => energy(x, i * hop, (i + 1) * hop));
}

export function mean(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total / values.length;
}

export function deviation(values: ArrayLike<number>): number {
  const centre = mean(values);
  return Math.sqrt(mean(Array.from(values, (v) => (v - centre) ** 2)));
}

/** RMS of the pieces of 10 ms within 30 dB of the loudest: the level of speech without its pauses. */
export function activeRms(x: Float32Array, rate: number): number {
  const pieces = frameEnergies(x, rate, 0.01);
  const loudest = pieces.reduce((max, v) => Math.max(max, v), 0);
  const active = pieces.filter((v) => v > loudest * 1e-3);
  return Math.sqrt(mean(active) / Math.round(0.01 * rate));
}

export function worstDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let worst = a.length === b.length ? 0 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
  return worst;
}
