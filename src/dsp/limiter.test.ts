import { describe, expect, it } from 'vitest';
import { measured, RATE_HZ } from './ebu-signals.test-support';
import { Limiter } from './limiter';

describe('Limiter', () => {
  /** Noise in bursts up to full scale, seeded. */
  function bursts(length: number): Float32Array {
    let state = 7;
    return Float32Array.from({ length }, (_, i) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state / 2 ** 31 - 1) * (Math.floor(i / 3000) % 3 === 0 ? 0.9 : 0.1);
    });
  }

  function limit(x: Float32Array, gain: number, block: number): Float32Array {
    const limiter = new Limiter(RATE_HZ, 1, gain, -1);
    const out: number[] = [];
    for (let at = 0; at < x.length; at += block) out.push(...(limiter.push([x.subarray(at, at + block)])[0] ?? []));
    out.push(...(limiter.finish()[0] ?? []));
    return Float32Array.from(out);
  }

  it('holds the true peak, keeps the length, and is the same in any cut', () => {
    const x = bursts(40_001);
    const y = limit(x, 4, 4096);
    expect(y.length).toBe(x.length);
    expect(measured([y]).truePeakDb).toBeLessThanOrEqual(-1);
    const z = limit(x, 4, 997);
    expect(z.length).toBe(x.length);
    for (let i = 0; i < y.length; i++) expect(Math.abs((z[i] ?? 9) - (y[i] ?? 0))).toBeLessThan(1e-6);
  });

  it('only scales what stays below the ceiling, without a delay', () => {
    const x = bursts(20_000).map((value) => value * 0.2);
    const y = limit(x, 2, 3333);
    for (let i = 0; i < x.length; i++) expect(Math.abs((y[i] ?? 9) - 2 * (x[i] ?? 0))).toBeLessThan(1e-6);
  });

  it('gives back sounds shorter than its attack', () => {
    expect(Array.from(limit(Float32Array.of(0.5, -0.25), 1, 10))).toEqual([0.5, -0.25]);
  });
});
