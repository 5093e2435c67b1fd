/** 3725.4 as `1:02:05`, 65.3 as `1:05`; with tenths as `1:05.3`. */
export function formatDuration(sec: number, tenths = false): string {
  const unit = tenths ? 10 : 1;
  const total = Math.floor(Math.max(0, sec) * unit + 1e-6) / unit;
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  const seconds = (total % 60).toFixed(tenths ? 1 : 0).padStart(tenths ? 4 : 2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

/** Ticks at round steps, about `count` of them, over 0...endSec. */
export function timeTicks(endSec: number, count: number): number[] {
  const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];
  const step = steps.find((s) => endSec / s <= count) ?? 14_400;
  return Array.from({ length: Math.floor(endSec / step + 1e-9) + 1 }, (_, i) => i * step);
}

/** Frequencies, Hz, that an axis names. */
export const AXIS_HZ: readonly number[] = [500, 1000, 2000, 4000, 8000, 16_000];

/** Height of a frequency in a picture whose rows lie at `centresHz`, rising: 0 at the bottom, 1 at the top. */
export function placeOfHz(hz: number, centresHz: Float32Array): number {
  const above = centresHz.findIndex((centre) => centre >= hz);
  if (above < 0) return 1;
  const high = centresHz[above] ?? hz;
  const low = centresHz[above - 1] ?? 0;
  const part = high > low ? (hz - low) / (high - low) : 0;
  return (above - 1 + part + 0.5) / centresHz.length;
}
