import type { Spectrograms } from '../base/types';

/** Decibels between the darkest and the brightest colour. */
const SPAN_DB = 80;
const TOP_SHARE = 0.998;

export interface DbRange {
  readonly minDb: number;
  readonly maxDb: number;
}

/** One scale for both spectrograms: it ends where all but the loudest 0.2 % of the source's values lie below, in steps of 5 dB. */
export function dbRange({ before, minDb, stepDb }: Spectrograms): DbRange {
  const counts = new Uint32Array(256);
  for (const code of before) counts[code] = (counts[code] ?? 0) + 1;
  let seen = 0;
  let top = 0;
  while (top < 255 && seen < TOP_SHARE * before.length) seen += counts[top++] ?? 0;
  const maxDb = Math.ceil((minDb + top * stepDb) / 5) * 5;
  return { minDb: maxDb - SPAN_DB, maxDb };
}
