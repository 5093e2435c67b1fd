import type { ScaleName } from '../base/look';

/** How frequencies lie over the height of a spectrogram: 0 at the bottom, 1 at the top. */
export interface FrequencyScale {
  readonly placeOf: (hz: number) => number;
  readonly hzAt: (place: number) => number;
}

/** Where a logarithmic scale begins: below the lowest voice. */
const LOG_START_HZ = 60;

/** HTK mel. Source: O'Shaughnessy 1987, eq. 4.2. */
function melOf(hz: number): number {
  return 2595 * Math.log10(1 + hz / 700);
}

function hzOf(mel: number): number {
  return 700 * (10 ** (mel / 2595) - 1);
}

/** A scale for a spectrogram whose mel bands lie around `centresHz`, rising; on the mel scale each band is one row. */
export function frequencyScale(name: ScaleName, centresHz: Float32Array): FrequencyScale {
  const rows = centresHz.length;
  const low = melOf(centresHz[0] ?? 0);
  const stepMel = rows > 1 ? (melOf(centresHz[rows - 1] ?? 0) - low) / (rows - 1) : 1;
  const topHz = hzOf(low + (rows - 0.5) * stepMel);
  if (name === 'linear') return { placeOf: (hz) => hz / topHz, hzAt: (place) => place * topHz };
  if (name === 'log') {
    const octaves = Math.log2(topHz / LOG_START_HZ);
    return {
      placeOf: (hz) => Math.log2(Math.max(hz, 1) / LOG_START_HZ) / octaves,
      hzAt: (place) => LOG_START_HZ * 2 ** (place * octaves),
    };
  }
  return {
    placeOf: (hz) => ((melOf(hz) - low) / stepMel + 0.5) / rows,
    hzAt: (place) => Math.max(0, hzOf(low + (place * rows - 0.5) * stepMel)),
  };
}

/** Where a frequency lies among mel bands: 0 at the centre of the lowest, fractions between; held at the ends. */
export function bandAt(hz: number, centresHz: Float32Array): number {
  const rows = centresHz.length;
  const low = melOf(centresHz[0] ?? 0);
  const stepMel = rows > 1 ? (melOf(centresHz[rows - 1] ?? 0) - low) / (rows - 1) : 1;
  return Math.max(0, Math.min(rows - 1, (melOf(hz) - low) / stepMel));
}
