import type { Spectrograms } from '../base/types';
import type { DbRange } from '../store/app-state';

/** Decibels between the darkest and the brightest colour. */
const SPAN_DB = 80;
const TOP_SHARE = 0.998;

/**
 * One scale for both spectrograms: it ends where all but the loudest 0.2 % of the source's values lie below, in steps of 5 dB. Values at the very bottom
 * (digital silence, and what is not analysed yet) do not count.
 */
export function dbRange({ before, minDb, stepDb }: Pick<Spectrograms, 'before' | 'minDb' | 'stepDb'>): DbRange {
  const counts = new Uint32Array(256);
  for (const code of before) counts[code] = (counts[code] ?? 0) + 1;
  const audible = before.length - (counts[0] ?? 0);
  let seen = 0;
  let top = 1;
  while (top < 255 && seen + (counts[top] ?? 0) < TOP_SHARE * audible) seen += counts[top++] ?? 0;
  const maxDb = Math.ceil((minDb + top * stepDb) / 5) * 5;
  return { minDb: maxDb - SPAN_DB, maxDb };
}
