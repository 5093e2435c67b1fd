/** Peaks between samples, by four times oversampling. Source: ITU-R BS.1770-4, annex 2, with a longer filter than its example. */

const OVERSAMPLING = 4;
/** Taps of each phase to either side. */
export const TRUE_PEAK_REACH = 16;

/** Kaiser-free design: a sinc under a squared cosine; flat to 0.05 dB up to 0.45 of the rate. */
function designPhases(): Float32Array[] {
  return Array.from({ length: OVERSAMPLING - 1 }, (_, p) =>
    Float32Array.from({ length: 2 * TRUE_PEAK_REACH }, (__, i) => {
      const t = i - TRUE_PEAK_REACH + 1 - (p + 1) / OVERSAMPLING;
      return (Math.sin(Math.PI * t) / (Math.PI * t)) * Math.cos((Math.PI * t) / (2 * TRUE_PEAK_REACH)) ** 2;
    }),
  );
}

const PHASES = designPhases();

/** No more than this times the largest sample within reach can stand between two samples. */
const MAX_GAIN = PHASES.reduce(
  (most, taps) =>
    Math.max(
      most,
      taps.reduce((sum, tap) => sum + Math.abs(tap), 0),
    ),
  1,
);
/** Samples for which it is asked at once whether the filter has to be run. */
const RUN = 16;

/** The largest magnitude between sample `at` and the next, that of sample `at` included; `samples` must reach TRUE_PEAK_REACH to either side. */
function truePeakAt(samples: Float32Array, at: number): number {
  let peak = Math.abs(samples[at]!);
  const first = at - TRUE_PEAK_REACH + 1;
  for (const taps of PHASES) {
    let sum = 0;
    for (let i = 0; i < taps.length; i++) sum += samples[first + i]! * taps[i]!;
    peak = Math.max(peak, Math.abs(sum));
  }
  return peak;
}

/**
 * The largest magnitude between each sample of [from, to) and the next, itself included, wherever that can be above `floor`; 0 where it cannot, which the samples
 * around tell without running the filter. `samples` must reach TRUE_PEAK_REACH to either side of the range.
 */
export function truePeaks(samples: Float32Array, from: number, to: number, floor: number): Float32Array {
  const out = new Float32Array(Math.max(0, to - from));
  for (let start = from; start < to; start += RUN) {
    const end = Math.min(to, start + RUN);
    let most = 0;
    for (let i = start - TRUE_PEAK_REACH + 1; i < end + TRUE_PEAK_REACH; i++) most = Math.max(most, Math.abs(samples[i]!));
    if (most * MAX_GAIN <= floor) continue;
    for (let i = start; i < end; i++) out[i - from] = truePeakAt(samples, i);
  }
  return out;
}
