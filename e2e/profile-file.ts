import { createHash } from 'node:crypto';
import { ARCHITECTURES, weightShapes } from '../src/net/architecture';

/** Bytes of a profile of architecture `test` with seeded weights, written independently of the app's own writer. */
export function profileFile(name: string, seed = 1, change: (parts: ProfileParts) => void = () => undefined): Buffer {
  const architecture = ARCHITECTURES.find((a) => a.name === 'test');
  if (!architecture) throw new Error('no architecture');
  let state = seed;
  const values: number[] = [];
  const header: Record<string, unknown> = {};
  for (const [key, shape] of weightShapes(architecture)) {
    const start = values.length * 4;
    const size = shape.reduce((a, b) => a * b, 1);
    const scale = Math.sqrt(3 / Math.max(size / (shape[0] ?? 1), 16));
    for (let i = 0; i < size; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      values.push((state / 2 ** 31 - 1) * scale);
    }
    header[key] = { dtype: 'F32', shape, data_offsets: [start, values.length * 4] };
  }
  const metadata: Record<string, string> = {
    'limpid.format': '1',
    architecture: 'test',
    'profile.name': name,
    parent: 'small',
    created: '2026-01-02T03:04:05Z',
    minutes: '3.1',
  };
  const parts: ProfileParts = { metadata, header, data: Buffer.from(Float32Array.from(values).buffer), cutAt: undefined };
  metadata['sha256'] = createHash('sha256').update(parts.data).digest('hex');
  change(parts);
  const json = Buffer.from(JSON.stringify({ __metadata__: parts.metadata, ...parts.header }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const file = Buffer.concat([length, json, parts.data]);
  return parts.cutAt === undefined ? file : file.subarray(0, parts.cutAt);
}

interface ProfileParts {
  readonly metadata: Record<string, string>;
  readonly header: Record<string, unknown>;
  data: Buffer;
  /** Where the file ends too early. */
  cutAt: number | undefined;
}
