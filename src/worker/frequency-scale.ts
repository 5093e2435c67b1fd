import type { ScaleName } from '../base/look';

/** How frequencies lie over the height of a spectrogram: 0 at the bottom, 1 at the top. */
export interface FrequencyScale {
  readonly placeOf: (hz: number) => number;
  readonly hzAt: (place: number) => number;
  /** The row that shows a frequency, counted from the lowest; held at the ends. */
  readonly rowAt: (hz: number) => number;
}

/** A measure of frequency in which the rows of a scale are equally far apart, and its inverse. */
interface Measure {
  readonly of: (hz: number) => number;
  readonly hz: (value: number) => number;
}

const MEASURES: Readonly<Record<ScaleName, Measure>> = {
  // HTK mel. Source: O'Shaughnessy 1987, eq. 4.2.
  mel: { of: (hz) => 2595 * Math.log10(1 + hz / 700), hz: (mel) => 700 * (10 ** (mel / 2595) - 1) },
  log: { of: (hz) => Math.log2(Math.max(hz, 1)), hz: (octave) => 2 ** octave },
  linear: { of: (hz) => hz, hz: (hz) => hz },
};

/** The scale of a spectrogram whose rows have these centres, Hz, rising. */
export function frequencyScale(name: ScaleName, centresHz: Float32Array): FrequencyScale {
  const { of, hz } = MEASURES[name];
  const rows = centresHz.length;
  const low = of(centresHz[0] ?? 0);
  const step = rows > 1 ? (of(centresHz[rows - 1] ?? 0) - low) / (rows - 1) : 1;
  const placeOf = (frequency: number): number => ((of(frequency) - low) / step + 0.5) / rows;
  return {
    placeOf,
    hzAt: (place) => Math.max(0, hz(low + (place * rows - 0.5) * step)),
    rowAt: (frequency) => Math.max(0, Math.min(rows - 1, Math.round(placeOf(frequency) * rows - 0.5))),
  };
}
