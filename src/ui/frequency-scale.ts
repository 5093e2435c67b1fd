/** How frequencies lie over the height of a spectrogram: 0 at the bottom, 1 at the top. */
export interface FrequencyScale {
  readonly placeOf: (hz: number) => number;
  readonly hzAt: (place: number) => number;
}

/** HTK mel. Source: O'Shaughnessy 1987, eq. 4.2. */
function melOf(hz: number): number {
  return 2595 * Math.log10(1 + hz / 700);
}

function hzOf(mel: number): number {
  return 700 * (10 ** (mel / 2595) - 1);
}

/** A mel scale whose rows, all of one height, are bands around `centresHz`, rising. */
export function melRowsScale(centresHz: Float32Array): FrequencyScale {
  const rows = centresHz.length;
  const low = melOf(centresHz[0] ?? 0);
  const stepMel = rows > 1 ? (melOf(centresHz[rows - 1] ?? 0) - low) / (rows - 1) : 1;
  return {
    placeOf: (hz) => ((melOf(hz) - low) / stepMel + 0.5) / rows,
    hzAt: (place) => Math.max(0, hzOf(low + (place * rows - 0.5) * stepMel)),
  };
}
