import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LimpidError } from '../base/errors';
import { ARCHITECTURES, weightShapes } from './architecture';
import { parseModel, sha256Hex } from './model';
import { parseSafetensors } from './safetensors';

interface Parts {
  header: Record<string, unknown>;
  data: Uint8Array<ArrayBuffer>;
}

function fileOf({ header, data }: Parts): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

/** A valid model of architecture `test`, with every weight its place divided by a thousand. */
async function validParts(): Promise<Parts> {
  const [test] = ARCHITECTURES;
  if (!test) throw new Error('no architecture');
  const header: Record<string, unknown> = {};
  const values: number[] = [];
  for (const [name, shape] of weightShapes(test)) {
    const start = values.length * 4;
    for (let i = shape.reduce((a, b) => a * b, 1); i > 0; i--) values.push(values.length / 1000);
    header[name] = { dtype: 'F32', shape, data_offsets: [start, values.length * 4] };
  }
  const data = new Uint8Array(Float32Array.from(values).buffer);
  header['__metadata__'] = { 'limpid.format': '1', architecture: 'test', sha256: await sha256Hex(data) };
  return { header, data };
}

async function codeOf(bytes: Uint8Array): Promise<string> {
  try {
    await parseModel(bytes);
    return 'accepted';
  } catch (error) {
    if (error instanceof LimpidError) return error.code;
    throw error;
  }
}

function tensor(parts: Parts, name: string): Record<string, unknown> {
  return parts.header[name] as Record<string, unknown>;
}

describe('a model file', () => {
  it('that is valid is read with its shapes and values', async () => {
    const model = await parseModel(fileOf(await validParts()));
    expect(model.architecture.name).toBe('test');
    expect(model.weights.get('encode.weight')?.shape).toEqual([4, 8, 3, 3]);
    expect(model.weights.get('encode.weight')?.values[5]).toBeCloseTo(0.005, 7);
  });

  const damages: [string, string, (parts: Parts) => void][] = [
    ['an unknown format', 'weights/version', ({ header }) => Object.assign(header['__metadata__'] as object, { 'limpid.format': '2' })],
    ['no format', 'weights/corrupt', ({ header }) => delete header['__metadata__']],
    [
      'an unknown architecture',
      'weights/version',
      ({ header }) => Object.assign(header['__metadata__'] as object, { architecture: 'huge' }),
    ],
    ['a missing tensor', 'weights/corrupt', ({ header }) => delete header['gains.bias']],
    [
      'a tensor too many',
      'weights/corrupt',
      ({ header }) => Object.assign(header, { extra: { dtype: 'F32', shape: [0], data_offsets: [0, 0] } }),
    ],
    ['another shape', 'weights/corrupt', (parts) => Object.assign(tensor(parts, 'encode.weight'), { shape: [8, 4, 3, 3] })],
    ['another type', 'weights/corrupt', (parts) => Object.assign(tensor(parts, 'encode.bias'), { dtype: 'I64' })],
    ['a huge shape', 'weights/corrupt', (parts) => Object.assign(tensor(parts, 'encode.weight'), { shape: [2 ** 40, 2 ** 40] })],
    ['a negative offset', 'weights/corrupt', (parts) => Object.assign(tensor(parts, 'encode.weight'), { data_offsets: [-4, 1148] })],
    ['overlapping tensors', 'weights/corrupt', (parts) => Object.assign(tensor(parts, 'encode.bias'), { data_offsets: [0, 16] })],
    ['a damaged byte', 'weights/corrupt', ({ data }) => data.set([data[100]! ^ 1], 100)],
    ['NaN', 'weights/corrupt', ({ data }) => data.set([0, 0, 0xc0, 0x7f], 400)],
  ];

  it.each(damages)('with %s is refused as %s', async (_what, code, damage) => {
    const parts = await validParts();
    damage(parts);
    expect(await codeOf(fileOf(parts))).toBe(code);
  });

  it('cut anywhere is refused as weights/corrupt', async () => {
    const bytes = fileOf(await validParts());
    for (const length of [0, 7, 8, 100, bytes.length - 1]) expect(await codeOf(bytes.subarray(0, length))).toBe('weights/corrupt');
  });

  it('whose header claims more than the file is refused before anything is allocated', async () => {
    const bytes = fileOf(await validParts());
    new DataView(bytes.buffer).setBigUint64(0, 2n ** 60n, true);
    expect(await codeOf(bytes)).toBe('weights/corrupt');
  });

  it('made of random bytes is refused with a LimpidError, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, plausible) => {
        if (plausible && bytes.length >= 8) new DataView(bytes.buffer, bytes.byteOffset).setBigUint64(0, BigInt(bytes.length - 8), true);
        expect(() => parseSafetensors(bytes)).toThrow(LimpidError);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it('of half precision is read as the numbers nearest to it', () => {
    const halves = Uint16Array.from([0x3c00, 0xc000, 0x0001, 0x7bff, 0x3555]);
    const bytes = fileOf({ header: { x: { dtype: 'F16', shape: [5], data_offsets: [0, 10] } }, data: new Uint8Array(halves.buffer) });
    const values = Array.from(parseSafetensors(bytes).tensors.get('x')?.values ?? []);
    expect(values).toEqual([1, -2, 2 ** -24, 65504, 0.333251953125]);
  });
});
