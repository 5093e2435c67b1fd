import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LimpidError } from '../base/errors';
import { fuzz } from '../base/fuzz.test-support';
import { parseModel } from './model';
import { parseSafetensors } from './safetensors';

describe('fuzz', () => {
  it('model and profile files: finite weights or a typed error, whatever the bytes', { timeout: 600_000 }, async () => {
    const corpus = ['fixtures/model-test.safetensors', 'fixtures/generator-test.safetensors'].map((path) =>
      Uint8Array.from(readFileSync(path)),
    );
    const { numAnswers } = await fuzz({
      seed: 4,
      numCases: 1500,
      corpus,
      read: async (bytes) => {
        const out: string[] = [];
        for (const parse of [parseSafetensors, parseModel]) {
          try {
            const read = await parse(bytes);
            const tensors = 'tensors' in read ? read.tensors : read.weights;
            for (const { values } of tensors.values()) expect(values.every(Number.isFinite)).toBe(true);
            out.push('read');
          } catch (error) {
            if (!(error instanceof LimpidError) || !error.code.startsWith('weights/')) throw error;
            out.push(`${error.code} ${error.message}`);
          }
        }
        return out.join();
      },
    });
    expect(numAnswers).toBeGreaterThan(10);
  });
});
