// AssemblyScript, not TypeScript: loops over float32 arrays in WebAssembly SIMD, four samples at a time. Arguments are byte addresses in the module's memory and
// numbers of elements. `npm run build:kernels` compiles it into kernels-wasm.ts.

/** out = a * b, element by element. */
export function multiply(a: usize, b: usize, out: usize, count: i32): void {
  const whole = count & ~3;
  let i = 0;
  for (; i < whole; i += 4) {
    const at = (<usize>i) << 2;
    v128.store(out + at, f32x4.mul(v128.load(a + at), v128.load(b + at)));
  }
  for (; i < count; i++) {
    const at = (<usize>i) << 2;
    store<f32>(out + at, load<f32>(a + at) * load<f32>(b + at));
  }
}

/** out += a * b. */
export function addProduct(a: usize, b: usize, out: usize, count: i32): void {
  const whole = count & ~3;
  let i = 0;
  for (; i < whole; i += 4) {
    const at = (<usize>i) << 2;
    v128.store(out + at, f32x4.add(v128.load(out + at), f32x4.mul(v128.load(a + at), v128.load(b + at))));
  }
  for (; i < count; i++) {
    const at = (<usize>i) << 2;
    store<f32>(out + at, load<f32>(out + at) + load<f32>(a + at) * load<f32>(b + at));
  }
}

/** Power of each bin, [size / 2 + 1], of a spectrum [re0, reNyquist, re1, im1, ...]. */
export function power(spectrum: usize, out: usize, size: i32): void {
  const numBins = size / 2;
  for (let k = 0; k < numBins; k += 4) {
    const at = spectrum + ((<usize>k) << 3);
    const low = v128.load(at);
    const high = v128.load(at, 16);
    const re = v128.shuffle<f32>(low, high, 0, 2, 4, 6);
    const im = v128.shuffle<f32>(low, high, 1, 3, 5, 7);
    v128.store(out + ((<usize>k) << 2), f32x4.add(f32x4.mul(re, re), f32x4.mul(im, im)));
  }
  const first = load<f32>(spectrum);
  const nyquist = load<f32>(spectrum, 4);
  store<f32>(out, first * first);
  store<f32>(out + ((<usize>numBins) << 2), nyquist * nyquist);
}

/** out[c] = sum of weights[w] * bins[first[c] + w - offset[c]] over w from offset[c] to offset[c + 1]. */
export function applyColumns(first: usize, offset: usize, weights: usize, numColumns: i32, bins: usize, out: usize): void {
  for (let c = 0; c < numColumns; c++) {
    const at = (<usize>c) << 2;
    let w = load<i32>(offset + at);
    const end = load<i32>(offset + at, 4);
    let bin = bins + ((<usize>load<i32>(first + at)) << 2);
    let sums = f32x4.splat(0);
    for (; w + 4 <= end; w += 4, bin += 16) sums = f32x4.add(sums, f32x4.mul(v128.load(weights + ((<usize>w) << 2)), v128.load(bin)));
    let sum = f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1) + (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3));
    for (; w < end; w++, bin += 4) sum += load<f32>(weights + ((<usize>w) << 2)) * load<f32>(bin);
    store<f32>(out + at, sum);
  }
}

/** out[k] = (1 - gain at bin k) * scale, the gain lying between those of the bands lower[k] and lower[k] + 1. */
export function reductions(gains: usize, lower: usize, part: usize, scale: f32, out: usize, numBins: i32): void {
  for (let k = 0; k < numBins; k++) {
    const at = (<usize>k) << 2;
    const band = gains + ((<usize>load<i32>(lower + at)) << 2);
    const low = load<f32>(band);
    store<f32>(out + at, (<f32>1 - low - load<f32>(part + at) * (load<f32>(band, 4) - low)) * scale);
  }
}

/** Multiplies a spectrum [re0, reNyquist, re1, im1, ...] by a factor for each bin, [size / 2 + 1], in place. */
export function scaleSpectrum(spectrum: usize, factors: usize, size: i32): void {
  const numBins = size / 2;
  const first = load<f32>(spectrum) * load<f32>(factors);
  const nyquist = load<f32>(spectrum, 4) * load<f32>(factors + ((<usize>numBins) << 2));
  for (let k = 0; k < numBins; k += 4) {
    const at = spectrum + ((<usize>k) << 3);
    const factor = v128.load(factors + ((<usize>k) << 2));
    v128.store(at, f32x4.mul(v128.load(at), v128.shuffle<f32>(factor, factor, 0, 0, 1, 1)));
    v128.store(at, f32x4.mul(v128.load(at, 16), v128.shuffle<f32>(factor, factor, 2, 2, 3, 3)), 16);
  }
  store<f32>(spectrum, first);
  store<f32>(spectrum, nyquist, 4);
}

/** out = before - removed / weight, held within -peak ... peak. */
export function subtract(before: usize, removed: usize, weight: usize, peak: f32, out: usize, count: i32): void {
  const whole = count & ~3;
  const most = f32x4.splat(peak);
  const least = f32x4.splat(-peak);
  const smallest = f32x4.splat(1e-6);
  let i = 0;
  for (; i < whole; i += 4) {
    const at = (<usize>i) << 2;
    const share = f32x4.div(v128.load(removed + at), f32x4.max(v128.load(weight + at), smallest));
    v128.store(out + at, f32x4.max(least, f32x4.min(most, f32x4.sub(v128.load(before + at), share))));
  }
  for (; i < count; i++) {
    const at = (<usize>i) << 2;
    const value = load<f32>(before + at) - load<f32>(removed + at) / max<f32>(load<f32>(weight + at), 1e-6);
    store<f32>(out + at, max<f32>(-peak, min<f32>(peak, value)));
  }
}

/**
 * Polyphase interpolation: output i is the sum of the taps of its phase over `source` from its place on. From one output to the next the place moves by `step` samples
 * and `phaseStep` phases of `numPhases`. `numTaps` is a multiple of 4.
 */
export function resample(
  source: usize,
  taps: usize,
  numTaps: i32,
  numPhases: i32,
  phase: i32,
  step: i32,
  phaseStep: i32,
  out: usize,
  count: i32,
): void {
  let at = source;
  for (let i = 0; i < count; i++) {
    const row = taps + ((<usize>(phase * numTaps)) << 2);
    let even = f32x4.splat(0);
    let odd = f32x4.splat(0);
    let t = 0;
    for (; t + 8 <= numTaps; t += 8) {
      const to = (<usize>t) << 2;
      even = f32x4.add(even, f32x4.mul(v128.load(at + to), v128.load(row + to)));
      odd = f32x4.add(odd, f32x4.mul(v128.load(at + to, 16), v128.load(row + to, 16)));
    }
    if (t < numTaps) {
      const to = (<usize>t) << 2;
      even = f32x4.add(even, f32x4.mul(v128.load(at + to), v128.load(row + to)));
    }
    const sums = f32x4.add(even, odd);
    store<f32>(
      out + ((<usize>i) << 2),
      f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1) + (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3)),
    );
    phase += phaseStep;
    at += (<usize>step) << 2;
    if (phase >= numPhases) {
      phase -= numPhases;
      at += 4;
    }
  }
}

/** The largest magnitude. */
export function magnitude(values: usize, count: i32): f32 {
  const whole = count & ~3;
  let most = f32x4.splat(0);
  let i = 0;
  for (; i < whole; i += 4) most = f32x4.max(most, f32x4.abs(v128.load(values + ((<usize>i) << 2))));
  let peak = max<f32>(
    max<f32>(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max<f32>(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
  for (; i < count; i++) peak = max<f32>(peak, abs<f32>(load<f32>(values + ((<usize>i) << 2))));
  return peak;
}

/** Widens range[0], the smallest, and range[1], the largest, by the values. */
export function widen(values: usize, count: i32, range: usize): void {
  const whole = count & ~3;
  let low = f32x4.splat(load<f32>(range));
  let high = f32x4.splat(load<f32>(range, 4));
  let i = 0;
  for (; i < whole; i += 4) {
    const some = v128.load(values + ((<usize>i) << 2));
    low = f32x4.min(low, some);
    high = f32x4.max(high, some);
  }
  let least = min<f32>(
    min<f32>(f32x4.extract_lane(low, 0), f32x4.extract_lane(low, 1)),
    min<f32>(f32x4.extract_lane(low, 2), f32x4.extract_lane(low, 3)),
  );
  let most = max<f32>(
    max<f32>(f32x4.extract_lane(high, 0), f32x4.extract_lane(high, 1)),
    max<f32>(f32x4.extract_lane(high, 2), f32x4.extract_lane(high, 3)),
  );
  for (; i < count; i++) {
    const one = load<f32>(values + ((<usize>i) << 2));
    least = min<f32>(least, one);
    most = max<f32>(most, one);
  }
  store<f32>(range, least);
  store<f32>(range, most, 4);
}
