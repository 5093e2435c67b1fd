import { readFileSync } from 'node:fs';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { LimpidError } from '../base/errors';
import { DNSMOS_SAMPLES, type Rating } from '../base/figures';
import { startBackend } from './backend';
import { Dnsmos } from './dnsmos';
import { parseSafetensors } from './safetensors';
import { writeSafetensors } from './write-safetensors';

const WEIGHTS = 'public/rating/dnsmos-p835.safetensors';

function read(path: string): Uint8Array {
  return new Uint8Array(readFileSync(path));
}

/** 16-bit mono samples behind a header of 44 bytes, repeated to the length that is rated. */
function recording(path: string): Float32Array {
  const bytes = read(path);
  const view = new DataView(bytes.buffer, bytes.byteOffset + 44);
  const numSamples = view.byteLength / 2;
  return Float32Array.from({ length: DNSMOS_SAMPLES }, (_, i) => view.getInt16(2 * (i % numSamples), true) / 32768);
}

describe('DNSMOS', () => {
  it('rates as onnxruntime does, within 0.01, and leaves no tensor behind', async () => {
    await startBackend('wasm', undefined);
    const { metadata, tensors } = parseSafetensors(read('fixtures/dnsmos-p835.safetensors'));
    const before = memory().numTensors;
    const network = await Dnsmos.create(read(WEIGHTS));
    const paths = (metadata['recordings'] ?? '').split(' ');
    expect(paths).toHaveLength(4);
    for (const path of paths) {
      const expected = tensors.get(path.replace(/.*[/]|[.]wav$/g, ''))?.values ?? new Float32Array(0);
      const { sig, bak, ovrl }: Rating = await network.rate(recording(path));
      for (const [i, value] of [sig, bak, ovrl].entries()) expect(Math.abs(value - (expected[i] ?? Number.NaN))).toBeLessThan(0.01);
    }
    network.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('refuses damaged weights, and those of another network', async () => {
    const bytes = read(WEIGHTS);
    bytes[bytes.length - 100]! ^= 1;
    await expect(Dnsmos.create(bytes)).rejects.toMatchObject({ code: 'weights/corrupt' });
    const { metadata, tensors } = parseSafetensors(read(WEIGHTS));
    const fewer = new Map([...tensors].slice(1));
    await expect(Dnsmos.create(writeSafetensors(metadata, fewer))).rejects.toMatchObject({ code: 'weights/corrupt' });
    await expect(Dnsmos.create(read('models/nano/model.safetensors'))).rejects.toBeInstanceOf(LimpidError);
  });
});
