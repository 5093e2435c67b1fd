import { describe, expect, it } from 'vitest';
import { chanceOfAtLeast } from './binomial';

describe('the chance of so many right answers', () => {
  it('is that of tossing a coin', () => {
    expect(chanceOfAtLeast(0, 10)).toBeCloseTo(1, 12);
    expect(chanceOfAtLeast(10, 10)).toBeCloseTo(1 / 1024, 12);
    expect(chanceOfAtLeast(9, 10)).toBeCloseTo(11 / 1024, 12);
    expect(chanceOfAtLeast(8, 10)).toBeCloseTo(56 / 1024, 12);
    expect(chanceOfAtLeast(12, 16)).toBeCloseTo(0.0384, 4);
    expect(chanceOfAtLeast(600, 1000)).toBeLessThan(1e-9);
  });
});
