import { expect, it } from 'vitest';
import { ratingFallText } from './proof-ratings';

it.each([
  [{ general: { base: 3, tuned: 2.95 } }, undefined],
  [{ own: { base: 3, tuned: 3.2 }, general: { base: 3, tuned: 2.7 } }, 'by 0.3 on other voices.'],
  [{ own: { base: 3, tuned: 2.75 }, general: { base: 3, tuned: 3 } }, 'by 0.3 on your recordings.'],
  [{ own: { base: 3, tuned: 2.8 }, general: { base: 3, tuned: 2.7 } }, 'by 0.2 on your recordings and by 0.3 on other voices.'],
])('a rating that falls is told, where and by how much: %j', (ratings, text) => {
  const told = ratingFallText(ratings);
  if (text === undefined) expect(told).toBeUndefined();
  else expect(told).toContain(text);
});
