import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LimpidError } from '../base/errors';
import { DEFAULT_RENDER_SETTINGS } from '../base/settings';
import type { WorkRecord } from '../base/work';
import { decodeSlots, encodeSlot, SLOT_BYTES, SLOTS_BYTES } from './record-slots';
import { restoreWorkRecord } from './work-record';

const RECORD: WorkRecord = {
  version: 2,
  name: 'interview "1" ü.wav',
  sourceBytes: 123_456,
  hasSource: true,
  savedMs: 1_790_000_000_000,
  settings: { ...DEFAULT_RENDER_SETTINGS, strength: 0.5, maxReductionDb: 20, tilt: -0.5, keepBreaths: true },
  paused: false,
  sampleRateHz: 44_100,
  numSamples: 30_000,
  numFrames: 44,
  numDone: 44,
  peak: 0.25,
  processingSec: 1.5,
  modelSha256: 'a'.repeat(64),
};

function file(...slots: Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(SLOTS_BYTES);
  for (const [i, slot] of slots.entries()) bytes.set(slot, i * SLOT_BYTES);
  return bytes;
}

describe('a work record', () => {
  it('comes back as it was written', () => {
    const { value, sequence } = decodeSlots(file(encodeSlot(RECORD, 7)));
    expect(sequence).toBe(7);
    expect(restoreWorkRecord(value)).toEqual(RECORD);
  });

  it('is the later of the two slots, or the one that is whole', () => {
    const older = encodeSlot({ ...RECORD, numDone: 1 }, 8);
    const newer = encodeSlot({ ...RECORD, numDone: 2 }, 9);
    expect(decodeSlots(file(older, newer)).value).toMatchObject({ numDone: 2 });
    expect(decodeSlots(file(newer, older)).value).toMatchObject({ numDone: 2 });
    const torn = newer.slice();
    torn[40]! ^= 1;
    expect(decodeSlots(file(older, torn)).value).toMatchObject({ numDone: 1 });
    expect(() => decodeSlots(file(torn, torn))).toThrow(expect.objectContaining({ code: 'storage/corrupt' }));
  });

  it('of a later version is refused as such', () => {
    expect(() => restoreWorkRecord({ ...RECORD, version: 3 })).toThrow(expect.objectContaining({ code: 'storage/version' }));
  });

  it('of version 1 has the defaults of the settings that it lacks', () => {
    const former = { ...RECORD, version: 1, settings: { strength: 0.25, maxReductionDb: 30 } };
    expect(restoreWorkRecord(former)).toEqual({ ...RECORD, settings: { ...DEFAULT_RENDER_SETTINGS, strength: 0.25, maxReductionDb: 30 } });
  });

  it.each([
    ['numDone beyond numFrames', { numDone: 45 }],
    ['a hostile length', { numFrames: 1e12, numDone: 0 }],
    ['a fraction of a frame', { numFrames: 1.5, numDone: 0 }],
    ['NaN', { peak: Number.NaN }],
    ['a missing field', { processingSec: undefined }],
    ['a string for a number', { numSamples: '30000' }],
    ['settings out of range', { settings: { strength: 2, maxReductionDb: 20 } }],
    ['a tilt beyond its range', { settings: { ...RECORD.settings, tilt: 1.5 } }],
    ['an unknown method', { settings: { ...RECORD.settings, method: 'magic' } }],
    ['a list of settings', { settings: [] }],
    ['a checksum that is none', { modelSha256: 'zz' }],
  ])('with %s is refused', (_, change) => {
    expect(() => restoreWorkRecord({ ...RECORD, ...change })).toThrow(expect.objectContaining({ code: 'storage/corrupt' }));
  });

  it('that anything else has written is refused with a typed error, never taken half', () => {
    const field = fc.constantFrom(...Object.keys(RECORD));
    fc.assert(
      fc.property(field, fc.anything(), (key, value) => {
        try {
          const restored = restoreWorkRecord({ ...RECORD, [key]: value });
          for (const n of [restored.numFrames, restored.numDone, restored.peak, restored.sampleRateHz])
            expect(Number.isFinite(n)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(LimpidError);
        }
      }),
      { numRuns: 2000, seed: 5 },
    );
  });

  it('of mutated bytes is either whole or refused', () => {
    const whole = file(encodeSlot(RECORD, 2), encodeSlot({ ...RECORD, numDone: 3 }, 3));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(SLOTS_BYTES - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        fc.nat(SLOTS_BYTES),
        (changes, length) => {
          const bytes = whole.slice(0, length);
          for (const [at, value] of changes) if (at < length) bytes[at] = value;
          try {
            expect([3, 44]).toContain(restoreWorkRecord(decodeSlots(bytes).value).numDone);
          } catch (error) {
            expect(error).toBeInstanceOf(LimpidError);
          }
        },
      ),
      { numRuns: 2000, seed: 6 },
    );
  });
});
