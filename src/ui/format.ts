/** 3725.4 as `1:02:05`, 65.3 as `1:05`; with one decimal as `1:05.3`. Cut, not rounded, so that a clock never runs ahead. */
export function formatDuration(sec: number, decimals = 0): string {
  const unit = 10 ** decimals;
  const total = Math.floor(Math.max(0, sec) * unit + 1e-6) / unit;
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  const seconds = (total % 60).toFixed(decimals).padStart(decimals > 0 ? decimals + 3 : 2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

/** How fast work goes: `0.8 × real time`, `75 × real time`. */
export function formatSpeed(xRealTime: number): string {
  return `${xRealTime < 10 ? xRealTime.toFixed(1) : Math.round(xRealTime)} × real time`;
}

/** Decibels with a true minus sign. */
export function formatDb(db: number): string {
  return String(Math.round(db)).replace('-', '−');
}

/** Decibels of a change, with their sign and one decimal: `+3.2`, `−0.4`. */
export function formatSignedDb(db: number): string {
  const text = Math.abs(db).toFixed(1);
  return `${db < 0 && text !== '0.0' ? '−' : '+'}${text}`;
}

/** Bytes as people read them: `640 kB`, `12.3 MB`, `4.1 GB`. */
export function formatBytes(numBytes: number): string {
  if (numBytes < 1e6) return `${Math.ceil(numBytes / 1e3)} kB`;
  const [value, unit] = numBytes < 1e9 ? [numBytes / 1e6, 'MB'] : [numBytes / 1e9, 'GB'];
  return `${value < 100 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** Lengths of material: `40 s`, `3.1 min`. */
export function formatMinutes(minutes: number): string {
  return minutes < 1 ? `${Math.round(minutes * 60)} s` : `${minutes < 10 ? minutes.toFixed(1) : Math.round(minutes)} min`;
}
