import { LimpidError } from '../base/errors';

const MAX_HEADER_BYTES = 1 << 20;
const BYTES_OF = { F32: 4, F16: 2 } as const;

/** One tensor of a file, as float32 whatever the file holds. */
export interface NamedTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A safetensors file, checked. */
export interface Safetensors {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  /** The bytes behind the header, over which the metadata's sha256 is taken. */
  readonly data: Uint8Array;
}

interface Entry {
  readonly name: string;
  readonly dtype: keyof typeof BYTES_OF;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

function corrupt(what: string): LimpidError {
  return new LimpidError('weights/corrupt', `The model file is damaged or is not a safetensors file: ${what}. Fetch or export it again.`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads a safetensors file of F32 and F16 tensors. Nothing is allocated from a length that was not checked against the file.
 * @throws LimpidError weights/corrupt when anything in it contradicts the format, overlaps, leaves gaps, or is not finite
 */
export function parseSafetensors(bytes: Uint8Array): Safetensors {
  if (bytes.length < 8) throw corrupt(`it has ${bytes.length} bytes, at least 8 are needed`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getBigUint64(0, true);
  if (headerLength > BigInt(Math.min(MAX_HEADER_BYTES, bytes.length - 8))) {
    throw corrupt(`its header claims ${headerLength} bytes, allowed are ${Math.min(MAX_HEADER_BYTES, bytes.length - 8)}`);
  }
  const dataStart = 8 + Number(headerLength);
  const header = parseHeader(bytes.subarray(8, dataStart));
  const data = bytes.subarray(dataStart);
  const { metadata, entries } = splitHeader(header);
  checkContiguous(entries, data.length);
  const tensors = new Map<string, NamedTensor>();
  for (const entry of entries) tensors.set(entry.name, { shape: entry.shape, values: readValues(entry, data) });
  return { metadata, tensors, data };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new LimpidError('weights/corrupt', corrupt('its header is not JSON').message, { cause });
  }
  if (!isRecord(header)) throw corrupt('its header is not a JSON object');
  return header;
}

function splitHeader(header: Record<string, unknown>): { metadata: Record<string, string>; entries: Entry[] } {
  const metadata: Record<string, string> = {};
  const entries: Entry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (!isRecord(value)) throw corrupt(`the entry ${JSON.stringify(name)} is not an object`);
    if (name !== '__metadata__') {
      entries.push(readEntry(name, value));
      continue;
    }
    for (const [key, text] of Object.entries(value)) {
      if (typeof text !== 'string') throw corrupt(`metadata ${JSON.stringify(key)} is not a string`);
      metadata[key] = text;
    }
  }
  return { metadata, entries: entries.sort((a, b) => a.start - b.start) };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function readEntry(name: string, value: Record<string, unknown>): Entry {
  const { dtype, shape, data_offsets: offsets } = value;
  if (dtype !== 'F32' && dtype !== 'F16')
    throw corrupt(`tensor ${JSON.stringify(name)} has type ${JSON.stringify(dtype)}, allowed are F32 and F16`);
  if (!Array.isArray(shape) || shape.length > 8 || !shape.every(isCount))
    throw corrupt(`tensor ${JSON.stringify(name)} has no valid shape`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount))
    throw corrupt(`tensor ${JSON.stringify(name)} has no valid offsets`);
  const [start, end] = offsets as [number, number];
  const size = shape.reduce((product, n) => product * n, 1) * BYTES_OF[dtype];
  if (end - start !== size) throw corrupt(`tensor ${JSON.stringify(name)} needs ${size} bytes, its offsets span ${end - start}`);
  return { name, dtype, shape, start, end };
}

function checkContiguous(entries: readonly Entry[], dataLength: number): void {
  let at = 0;
  for (const { name, start, end } of entries) {
    if (start !== at) throw corrupt(`tensor ${JSON.stringify(name)} begins at byte ${start}, expected ${at}`);
    at = end;
  }
  if (at !== dataLength) throw corrupt(`its tensors cover ${at} bytes, the file holds ${dataLength}`);
}

function readValues(entry: Entry, data: Uint8Array): Float32Array {
  // A copy, so that it is aligned; not `slice`, which on Node's Buffer shares.
  const bytes = new Uint8Array(data.subarray(entry.start, entry.end));
  const values = entry.dtype === 'F32' ? new Float32Array(bytes.buffer) : Float32Array.from(new Uint16Array(bytes.buffer), halfToFloat);
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) throw corrupt(`tensor ${JSON.stringify(entry.name)} holds ${values[i]} at place ${i}`);
  }
  return values;
}

/** IEEE 754 binary16 to number. */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
