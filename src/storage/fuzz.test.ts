import { describe, expect, it } from 'vitest';
import { LimpidError } from '../base/errors';
import { fuzz } from '../base/fuzz.test-support';
import { DEFAULT_RENDER_SETTINGS } from '../base/settings';
import { decodeSlots, encodeSlot, SLOT_BYTES, SLOTS_BYTES } from './record-slots';
import { restoreEdits } from './work-edits';
import { restoreWorkRecord } from './work-record';

const RECORD = {
  version: 2,
  name: 'interview.wav',
  sourceBytes: 123_456,
  hasSource: true,
  savedMs: 1_790_000_000_000,
  settings: { ...DEFAULT_RENDER_SETTINGS, strength: 0.5, maxReductionDb: 20 },
  paused: false,
  sampleRateHz: 44_100,
  numSamples: 30_000,
  numFrames: 44,
  numDone: 40,
  peak: 0.25,
  processingSec: 1.5,
  modelSha256: 'a'.repeat(64),
};

const EDITS = {
  version: 1,
  edits: [
    { kind: 'region', effect: 'ease', startSec: 1, endSec: 2.5, strength: 0.3 },
    { kind: 'stroke', effect: 'keep', points: [1, 20, 1.5, 21], radiusSec: 0.1, radiusBands: 3 },
  ],
};

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** What a reader makes of bytes: `read`, or the error that it names; anything else is a failure. */
function answerOf(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (error) {
    if (!(error instanceof LimpidError) || !error.code.startsWith('storage/')) throw error;
    return `${error.code} ${error.message}`;
  }
}

describe('fuzz', () => {
  it('records of saved work: one that is whole or a typed error, whatever the bytes', { timeout: 120_000 }, async () => {
    const slots = new Uint8Array(SLOTS_BYTES);
    slots.set(encodeSlot(RECORD, 7));
    slots.set(encodeSlot({ ...RECORD, numDone: 44 }, 8), SLOT_BYTES);
    const { numAnswers } = await fuzz({
      seed: 11,
      numCases: 2000,
      corpus: [slots, encodeSlot(RECORD, 3)],
      read: async (bytes) => answerOf(() => restoreWorkRecord(decodeSlots(bytes).value)),
    });
    expect(numAnswers).toBeGreaterThan(1);
  });

  it.each([
    ['records', RECORD, restoreWorkRecord],
    ['edits', EDITS, restoreEdits],
  ] as const)(
    '%s whose checksum is right: fields within their ranges or a typed error, whatever they hold',
    { timeout: 120_000 },
    async (_, value, restore) => {
      const { numAnswers } = await fuzz({
        seed: 12,
        numCases: 3000,
        corpus: [encode(value)],
        read: async (bytes) => {
          let parsed: unknown;
          try {
            parsed = JSON.parse(new TextDecoder().decode(bytes));
          } catch {
            return 'no JSON';
          }
          return answerOf(() => expect(JSON.stringify(restore(parsed))).not.toMatch(/NaN|Infinity|null/));
        },
      });
      expect(numAnswers).toBeGreaterThan(10);
    },
  );
});
