/** Delays beyond this are not looked for, samples. */
const MAX_DELAY = 4000;
/** Samples that a delay is searched over. */
const WINDOW = 32_768;

/** Sum of a[i] * b[i + lag] over the window. */
function correlate(a, b, start, lag) {
  let sum = 0;
  for (let i = start; i < start + WINDOW; i++) sum += a[i] * b[i + lag];
  return sum;
}

/** By how many samples `late` comes after `reference`: where their correlation over the loudest stretch is largest. */
export function delayOf(reference, late) {
  const last = Math.min(reference.length, late.length) - WINDOW - MAX_DELAY;
  let start = MAX_DELAY;
  let loudest = -1;
  for (let at = MAX_DELAY; at < last; at += WINDOW / 2) {
    const energy = correlate(reference, reference, at, 0);
    if (energy > loudest) [loudest, start] = [energy, at];
  }
  let best = 0;
  let highest = Number.NEGATIVE_INFINITY;
  for (let lag = -MAX_DELAY; lag <= MAX_DELAY; lag++) {
    const value = correlate(reference, late, start, lag);
    if (value > highest) [highest, best] = [value, lag];
  }
  return best;
}

/** Scale-invariant signal-to-distortion ratio over all channels, dB, without any alignment. Source: Le Roux et al. 2019, eq. 3. */
export function siSdrDb(reference, estimate) {
  let [rr, re, ee] = [0, 0, 0];
  for (const [c, channel] of reference.entries()) {
    for (let i = 0; i < channel.length; i++) {
      const r = channel[i];
      const e = estimate[c]?.[i] ?? 0;
      rr += r * r;
      re += r * e;
      ee += e * e;
    }
  }
  const target = (re * re) / rr;
  return 10 * Math.log10(target / Math.max(0, ee - target));
}

/** A result against that of the WAV. Throws if rate or channels differ. */
export function compare(reference, result) {
  if (reference.sampleRateHz !== result.sampleRateHz || reference.channels.length !== result.channels.length) {
    const shapes = [reference, result].map(({ sampleRateHz, channels }) => `${channels.length} channels at ${sampleRateHz} Hz`);
    throw new Error(`Expected ${shapes[0]}, got ${shapes[1]}.`);
  }
  return { delaySamples: delayOf(reference.channels[0], result.channels[0]), siSdrDb: siSdrDb(reference.channels, result.channels) };
}
