import { describe, expect, it } from 'vitest';
import { LimpidError } from '../base/errors';
import type { Scores } from '../base/tuning';
import { parseModel, writeModel } from '../net/model';
import { randomModel } from '../net/random-model.test-support';
import { parseProfile, writeProfile } from './profile';
import { blend } from './weights';

const scores: Scores = { siSdrDb: 10, stoi: 0.9, melMse: 100, melPsnrDb: 20, seconds: 30 };
const info = {
  name: 'Anna, kitchen',
  parent: 'small',
  parentSha256: 'abc',
  created: '2026-01-01T00:00:00.000Z',
  minutes: 3,
  proof: { own: { base: scores, tuned: { ...scores, siSdrDb: 11 } }, general: { base: scores, tuned: scores } },
};

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'accepted';
  } catch (error) {
    if (error instanceof LimpidError) return error.code;
    throw error;
  }
}

describe('a profile', () => {
  const base = randomModel('test');

  it('is read as it was written, to the bit', async () => {
    const weights = randomModel('test', 2).weights;
    const profile = await parseProfile(await writeProfile(base, weights, info));
    expect(profile.info).toEqual(info);
    for (const [name, { shape, values }] of weights) expect(profile.model.weights.get(name)).toEqual({ shape, values });
  });

  it('may have no proof', async () => {
    const { info: read } = await parseProfile(await writeProfile(base, base.weights, { ...info, proof: undefined }));
    expect(read.proof).toBeUndefined();
  });

  it('is refused by what is wrong with it', async () => {
    const bytes = await writeProfile(base, base.weights, info);
    const damaged = bytes.slice();
    damaged[damaged.length - 5]! ^= 1;
    expect(await codeOf(parseProfile(damaged))).toBe('weights/corrupt');
    expect(await codeOf(parseProfile(bytes.subarray(0, 5000)))).toBe('weights/corrupt');
    expect(await codeOf(parseProfile(new TextEncoder().encode('Dear all, this is a letter.')))).toBe('weights/corrupt');
    expect(await codeOf(parseProfile(await writeModel(base.architecture, base.weights, {})))).toBe('weights/no-profile');
    expect(await codeOf(parseProfile(await writeModel(base.architecture, base.weights, { parent: 'small', proof: '{"own":3}' })))).toBe(
      'weights/corrupt',
    );
    const text = new TextDecoder('latin1').decode(bytes);
    const changed = (from: string, to: string): Uint8Array => Uint8Array.from(text.replace(from, to), (c) => c.charCodeAt(0));
    expect(await codeOf(parseProfile(changed('"limpid.format":"1"', '"limpid.format":"9"')))).toBe('weights/version');
    expect(await codeOf(parseProfile(changed('"architecture":"test"', '"architecture":"tost"')))).toBe('weights/version');
    expect(await codeOf(parseProfile(changed('[4,8,3,3]', '[4,8,3,2]')))).toBe('weights/corrupt');
  });

  it('with a weight that is not a number is refused', async () => {
    const weights = new Map(base.weights);
    weights.set('gains.bias', { shape: [128], values: new Float32Array(128).fill(Number.NaN) });
    expect(await codeOf(writeProfile(base, weights, info).then(parseProfile))).toBe('weights/corrupt');
  });

  it('blended halfway lies in the middle, and is a model', async () => {
    const other = randomModel('test', 2).weights;
    const middle = blend(base.weights, other, 0.5);
    const [a, b, m] = [base.weights, other, middle].map((w) => w.get('encode.weight')!.values[7]!) as [number, number, number];
    expect(m).toBeCloseTo((a + b) / 2, 6);
    expect((await parseModel(await writeModel(base.architecture, middle, {}))).weights.size).toBe(base.weights.size);
  });
});
