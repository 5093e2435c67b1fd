import type { NamedTensor } from './safetensors';

/** The data part of a safetensors file: all values as little-endian F32, in the map's order. */
export function safetensorsData(tensors: ReadonlyMap<string, NamedTensor>): Uint8Array {
  const total = [...tensors.values()].reduce((sum, { values }) => sum + values.length, 0);
  const data = new Uint8Array(total * 4);
  const view = new DataView(data.buffer);
  let at = 0;
  for (const { values } of tensors.values()) for (const value of values) view.setFloat32(4 * at++, value, true);
  return data;
}

/** A safetensors file of F32 tensors; the inverse of `parseSafetensors`. */
export function writeSafetensors(metadata: Readonly<Record<string, string>>, tensors: ReadonlyMap<string, NamedTensor>): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let at = 0;
  for (const [name, { shape, values }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + 4 * values.length] };
    at += 4 * values.length;
  }
  // Padded with spaces, so that the data begin at a multiple of eight bytes.
  const json = JSON.stringify(header);
  const bytes = new TextEncoder().encode(json.padEnd(json.length + ((8 - (new TextEncoder().encode(json).length % 8)) % 8)));
  const out = new Uint8Array(8 + bytes.length + at);
  new DataView(out.buffer).setBigUint64(0, BigInt(bytes.length), true);
  out.set(bytes, 8);
  out.set(safetensorsData(tensors), 8 + bytes.length);
  return out;
}
