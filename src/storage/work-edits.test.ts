import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GainEdit } from '../base/edits';
import { LimpidError } from '../base/errors';
import { decodeBlock, encodeBlock } from './record-slots';
import { restoreEdits } from './work-edits';

const EDITS: GainEdit[] = [
  { kind: 'region', effect: 'ease', startSec: -1, endSec: 3.5, strength: 0.4 },
  { kind: 'stroke', effect: 'keep', points: [1, 20, 1.5, 22.25], radiusSec: 0.05, radiusBands: 4 },
];
const stored = (edits: unknown): unknown => ({ version: 1, edits });

describe('saved edits', () => {
  it('come back as they were written', () => {
    const block = decodeBlock(encodeBlock({ version: 1, edits: EDITS }, 4));
    expect(block?.sequence).toBe(4);
    expect(restoreEdits(block?.value)).toEqual(EDITS);
  });

  it('of a later version are refused as such', () => {
    expect(() => restoreEdits({ version: 2, edits: [] })).toThrow(expect.objectContaining({ code: 'storage/version' }));
  });

  it('that are torn are not there', () => {
    const bytes = encodeBlock({ version: 1, edits: EDITS }, 4);
    expect(decodeBlock(bytes.slice(0, -1))).toBeUndefined();
    expect(decodeBlock(bytes.map((v, i) => (i === 30 ? v ^ 1 : v)))).toBeUndefined();
  });

  it.each([
    ['an unknown effect', [{ ...EDITS[0], effect: 'louder' }]],
    ['a strength above 1', [{ ...EDITS[0], strength: 2 }]],
    ['an odd number of coordinates', [{ ...EDITS[1], points: [1, 2, 3] }]],
    ['no points', [{ ...EDITS[1], points: [] }]],
    ['a brush of no size', [{ ...EDITS[1], radiusSec: 0 }]],
    ['more edits than a recording may have', Array.from({ length: 2001 }, () => EDITS[0])],
    ['no list', {}],
  ])('with %s are refused', (_, edits) => {
    expect(() => restoreEdits(stored(edits))).toThrow(expect.objectContaining({ code: 'storage/corrupt' }));
  });

  it('that anything else has written are refused with a typed error, never taken half', () => {
    fc.assert(
      fc.property(fc.constantFrom(0, 1), fc.string(), fc.anything(), (which, key, value) => {
        try {
          const [edit] = restoreEdits(stored([{ ...EDITS[which], [key]: value }]));
          expect(['region', 'stroke']).toContain(edit?.kind);
        } catch (error) {
          expect(error).toBeInstanceOf(LimpidError);
        }
      }),
      { numRuns: 1000, seed: 5 },
    );
  });
});
