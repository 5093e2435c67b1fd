/** Small filters for making test signals; each returns a new array. */

/** Two-pole resonance at `hz` with the given bandwidth, unit gain at its peak. Source: Klatt 1980, Software for a cascade/parallel formant synthesizer, eq. 2. */
export function resonance(x: Float32Array, rate: number, hz: number, bandwidthHz: number): Float32Array {
  if (hz >= rate / 2) return x.slice();
  const radius = Math.exp((-Math.PI * bandwidthHz) / rate);
  const b = 2 * radius * Math.cos((2 * Math.PI * hz) / rate);
  const c = -radius * radius;
  const a = (1 - radius) * Math.sqrt(1 - 2 * radius * Math.cos((4 * Math.PI * hz) / rate) + radius * radius);
  const out = new Float32Array(x.length);
  let [y1, y2] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    const y = a * x[i]! + b * y1 + c * y2;
    out[i] = y;
    y2 = y1;
    y1 = y;
  }
  return out;
}

/** One-pole low-pass. */
export function lowPass(x: Float32Array, rate: number, hz: number): Float32Array {
  const pole = Math.exp((-2 * Math.PI * hz) / rate);
  let y = 0;
  return x.map((v) => {
    y = (1 - pole) * v + pole * y;
    return y;
  });
}

/** What the one-pole low-pass leaves out. */
export function highPass(x: Float32Array, rate: number, hz: number): Float32Array {
  const low = lowPass(x, rate, hz);
  return x.map((v, i) => v - low[i]!);
}

/** Two-pole Butterworth high-pass. Source: Bristow-Johnson, Cookbook formulae for audio EQ biquad filter coefficients, HPF. */
export function steepHighPass(x: Float32Array, rate: number, hz: number): Float32Array {
  const w = (2 * Math.PI * hz) / rate;
  const alpha = Math.sin(w) * Math.SQRT1_2;
  const [b, a0, a1, a2] = [(1 + Math.cos(w)) / 2, 1 + alpha, -2 * Math.cos(w), 1 - alpha];
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  return x.map((v) => {
    const y = (b * (v - 2 * x1 + x2) - a1 * y1 - a2 * y2) / a0;
    [x2, x1, y2, y1] = [x1, v, y1, y];
    return y;
  });
}

/** High-pass, then low-pass, `order` times each. */
export function bandPass(x: Float32Array, rate: number, lowHz: number, highHz: number, order = 2): Float32Array {
  let out = x;
  for (let i = 0; i < order; i++) out = lowPass(highPass(out, rate, lowHz), rate, Math.min(highHz, rate * 0.45));
  return out;
}

/** Another rate by a Hann-windowed sinc of 32 zero crossings on either side; for test signals, not for the engine. */
export function resampled(x: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return x.slice();
  const cutoff = 0.95 * Math.min(1, to / from);
  const half = Math.ceil(32 / cutoff);
  return Float32Array.from({ length: Math.floor((x.length * to) / from) }, (_, m) => {
    const position = (m * from) / to;
    const first = Math.max(0, Math.ceil(position - half));
    const last = Math.min(x.length - 1, Math.floor(position + half));
    let sum = 0;
    for (let i = first; i <= last; i++) {
      const t = position - i;
      const angle = Math.PI * t * cutoff;
      const sinc = angle === 0 ? 1 : Math.sin(angle) / angle;
      sum += x[i]! * sinc * cutoff * (0.5 + 0.5 * Math.cos((Math.PI * t) / half));
    }
    return sum;
  });
}
