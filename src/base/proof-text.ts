import type { Comparison } from './tuning';

/** A change with its sign, never a minus before nothing: `+1.2`, `−0.03`, `±0.0`. */
export function signed(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  if (Number(text) === 0) return `±${text}`;
  return `${value > 0 ? '+' : '−'}${text}`;
}

/** What tuning was worth, in a few words: `+1.2 dB SI-SDR, +0.02 STOI`. */
export function gainText({ base, tuned }: Comparison): string {
  return `${signed(tuned.siSdrDb - base.siSdrDb, 1)} dB SI-SDR, ${signed(tuned.stoi - base.stoi, 3)} STOI`;
}
