/**
 * A small fuzzer: mutates files of a corpus, and takes a mutant into it whenever a reader answers as it never has before, so that it works its way into the
 * readers' branches. Seeded: a failure comes back with the same number. `LIMPID_FUZZ_FACTOR=20` runs twenty times as many cases.
 */
import { expect } from 'vitest';

const FACTOR = Number(process.env['LIMPID_FUZZ_FACTOR'] ?? 1);
const MAX_CORPUS = 400;
/** Of the processor: a busy machine is no hang. What never answers at all meets the test's own limit. */
const SLOW_MS = 4000;
/** More than this at once, beyond a multiple of the file itself, came from a length that the file only claims. */
const MAX_ALLOCATION_BYTES = 48 << 20;

type Random = () => number;

/** Source: mulberry32, public domain. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const HOSTILE = [0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff, 0x4000_0000, 0x1000_0001];

/** A place in the file: near its beginning or its end more often than not, since that is where headers are. */
function place(random: Random, length: number): number {
  const kind = random();
  const near = Math.floor(random() ** 2 * Math.min(length, 600));
  return kind < 0.5 ? near : kind < 0.7 ? Math.max(0, length - 1 - near) : Math.floor(random() * length);
}

type Mutation = (random: Random, bytes: Uint8Array, other: Uint8Array) => Uint8Array;

const MUTATIONS: readonly Mutation[] = [
  (random, bytes) => {
    const out = bytes.slice();
    const at = place(random, out.length);
    out[at] = (out[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    return out;
  },
  (random, bytes) => {
    const out = bytes.slice();
    out[place(random, out.length)] = Math.floor(random() * 256);
    return out;
  },
  (random, bytes) => {
    const out = bytes.slice();
    const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
    const at = place(random, out.length);
    const value = HOSTILE[Math.floor(random() * HOSTILE.length)] ?? 0;
    const width = random() < 0.3 ? 2 : 4;
    if (at + width > out.length) return out;
    if (width === 2) view.setUint16(at, value & 0xffff, random() < 0.5);
    else view.setUint32(at, value, random() < 0.5);
    return out;
  },
  (random, bytes) => bytes.slice(0, Math.floor(random() * bytes.length)),
  (random, bytes) => {
    const at = place(random, bytes.length);
    const count = Math.floor(random() ** 3 * 300);
    return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + count)]);
  },
  (random, bytes) => {
    const at = place(random, bytes.length);
    const count = Math.floor(random() ** 3 * 300);
    return Uint8Array.from([...bytes.subarray(0, at + count), ...bytes.subarray(at)]);
  },
  (random, bytes, other) => {
    const at = place(random, bytes.length);
    const from = place(random, other.length);
    return Uint8Array.from([...bytes.subarray(0, at), ...other.subarray(from)]);
  },
];

/** Watches the typed arrays that code under test makes by length. */
function watchAllocations(): { largest: () => number; stop: () => void } {
  const kinds = ['Uint8Array', 'Float32Array', 'Float64Array', 'Int16Array', 'Int32Array', 'Uint32Array', 'ArrayBuffer'] as const;
  const globals = globalThis as unknown as Record<string, new (...args: unknown[]) => object>;
  const originals = kinds.flatMap((name) => {
    const original = globals[name];
    return original ? [[name, original] as const] : [];
  });
  let largest = 0;
  for (const [name, original] of originals) {
    const width = (original as unknown as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1;
    globals[name] = new Proxy(original, {
      construct(target, args: unknown[], newTarget) {
        if (typeof args[0] === 'number') largest = Math.max(largest, args[0] * width);
        return Reflect.construct(target, args, newTarget === globals[name] ? target : newTarget) as object;
      },
    });
  }
  return {
    largest: () => largest,
    stop: () => {
      for (const [name, original] of originals) globals[name] = original;
    },
  };
}

export interface FuzzTarget {
  readonly seed: number;
  readonly numCases: number;
  readonly corpus: readonly Uint8Array[];
  /** Reads a file; gives or throws what distinguishes its way through the code. Throws anything but a LimpidError where the reader is at fault. */
  readonly read: (bytes: Uint8Array<ArrayBuffer>) => Promise<string>;
}

/** Runs the cases. A failure names the case and gives the file. */
export async function fuzz({ seed, numCases, corpus, read }: FuzzTarget): Promise<{ numCases: number; numAnswers: number }> {
  const random = seeded(seed);
  const files = [...corpus];
  const answers = new Set<string>();
  const total = Math.round(numCases * FACTOR);
  for (let n = 0; n < total; n++) {
    const pick = (): Uint8Array => files[Math.floor(random() * files.length)] ?? new Uint8Array(0);
    let mutant = pick();
    for (let m = 1 + Math.floor(random() * 4); m > 0; m--) {
      mutant = MUTATIONS[Math.floor(random() * MUTATIONS.length)]?.(random, mutant, pick()) ?? mutant;
    }
    const bytes = Uint8Array.from(mutant);
    const before = process.cpuUsage();
    const watch = watchAllocations();
    let answer: string;
    try {
      answer = await read(bytes);
    } catch (error) {
      throw new Error(`case ${n} of seed ${seed}: ${String(error)}; file: ${Buffer.from(bytes).toString('base64').slice(0, 4000)}`, {
        cause: error,
      });
    } finally {
      watch.stop();
    }
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000, `processor time of case ${n} of seed ${seed}, ms`).toBeLessThan(SLOW_MS);
    expect(watch.largest(), `allocation of case ${n} of seed ${seed}`).toBeLessThan(MAX_ALLOCATION_BYTES + 16 * bytes.length);
    const shape = answer.replace(/\d+/g, '#').slice(0, 200);
    if (!answers.has(shape) && files.length < MAX_CORPUS) files.push(bytes);
    answers.add(shape);
  }
  return { numCases: total, numAnswers: answers.size };
}
