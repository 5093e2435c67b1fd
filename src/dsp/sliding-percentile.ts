/**
 * Percentile of bytes over [i - half, i + half], cut at the ends, for every `step`-th place and held until the next: [values.length]. By a histogram that moves
 * along, so the width costs nothing.
 */
export function slidingPercentile(values: Uint8Array, half: number, part: number, step: number): Uint8Array {
  const out = new Uint8Array(values.length);
  const counts = new Int32Array(256);
  let [from, to, total] = [0, 0, 0];
  for (let i = 0; i < values.length; i += step) {
    for (const end = Math.min(values.length, i + half + 1); to < end; to++, total++) counts[values[to]!]!++;
    for (const start = Math.max(0, i - half); from < start; from++, total--) counts[values[from]!]!--;
    let value = 0;
    for (let seen = counts[0]!; seen <= part * (total - 1); seen += counts[value]!) value++;
    out.fill(value, i, Math.min(values.length, i + step));
  }
  return out;
}
