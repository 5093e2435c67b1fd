import { expect, it } from 'vitest';
import { planThreads } from './threads';

const GOOD = { cores: 8, isIsolated: true, hasSimd: true };

it('half of the cores are taken, at most four, and one thread below four cores', () => {
  const taken = [1, 2, 3, 4, 6, 7, 8, 64].map((cores) => planThreads('auto', { ...GOOD, cores }));
  expect(taken).toEqual([1, 1, 1, 2, 3, 3, 4, 4].map((threads) => ({ threads })));
});

it('a number that was asked for counts on any machine, up to eight', () => {
  expect([1, 2, 8, 99].map((choice) => planThreads(choice, { ...GOOD, cores: 2 }).threads)).toEqual([1, 2, 8, 8]);
});

it('what stands in the way of threads is said, and only where there would be any', () => {
  expect(planThreads(2, { ...GOOD, isIsolated: false })).toEqual({ threads: 1, hindrance: 'the page is not cross-origin isolated' });
  expect(planThreads('auto', { ...GOOD, hasSimd: false })).toEqual({ threads: 1, hindrance: 'this browser has no SIMD in WebAssembly' });
  expect(planThreads('auto', { cores: 2, isIsolated: false, hasSimd: false })).toEqual({ threads: 1 });
  expect(planThreads(1, { ...GOOD, isIsolated: false })).toEqual({ threads: 1 });
});
