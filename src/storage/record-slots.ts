/**
 * A small JSON record at the head of a file, in two slots written in turn: a crash in the middle of a write leaves the other slot whole. Each slot holds magic,
 * sequence number, length and checksum, four bytes each, and the text.
 */
import { LimpidError } from '../base/errors';

export const SLOT_BYTES = 4096;
/** Bytes of both slots; what else is in the file begins here. */
export const SLOTS_BYTES = 2 * SLOT_BYTES;
const HEAD_BYTES = 16;
/** `LWRK` */
const MAGIC = 0x4b52574c;

/** FNV-1a, 32 bits. Source: Fowler, Noll and Vo, www.isthe.com/chongo/tech/comp/fnv. */
function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

/** A value as head and JSON. */
export function encodeBlock(value: object, sequence: number): Uint8Array<ArrayBuffer> {
  const body = new TextEncoder().encode(JSON.stringify(value));
  const block = new Uint8Array(HEAD_BYTES + body.length);
  block.set(body, HEAD_BYTES);
  const head = new DataView(block.buffer);
  for (const [i, word] of [MAGIC, sequence, body.length, checksum(body)].entries()) head.setUint32(4 * i, word, true);
  return block;
}

/** A slot's bytes. @throws LimpidError internal/bug when the record is too long for a slot */
export function encodeSlot(record: object, sequence: number): Uint8Array<ArrayBuffer> {
  const block = encodeBlock(record, sequence);
  if (block.length > SLOT_BYTES) throw new LimpidError('internal/bug', `a record of ${block.length} bytes does not fit its slot`);
  const slot = new Uint8Array(SLOT_BYTES);
  slot.set(block);
  return slot;
}

/** What `encodeBlock` wrote, with whatever lies behind it; undefined where the bytes are anything else. */
export function decodeBlock(slot: Uint8Array): { value: unknown; sequence: number } | undefined {
  if (slot.length < HEAD_BYTES) return undefined;
  const head = new DataView(slot.buffer, slot.byteOffset, HEAD_BYTES);
  const length = head.getUint32(8, true);
  if (head.getUint32(0, true) !== MAGIC || length > slot.length - HEAD_BYTES) return undefined;
  const body = slot.subarray(HEAD_BYTES, HEAD_BYTES + length);
  if (checksum(body) !== head.getUint32(12, true)) return undefined;
  try {
    return { value: JSON.parse(new TextDecoder().decode(body)), sequence: head.getUint32(4, true) };
  } catch {
    // The checksum fits and the text is no JSON: not written by this code.
    return undefined;
  }
}

/** The later of the two records in the first SLOTS_BYTES of a file, with its number. @throws LimpidError storage/corrupt when neither slot is whole */
export function decodeSlots(bytes: Uint8Array): { value: unknown; sequence: number } {
  const found = [0, SLOT_BYTES].flatMap((at) => decodeBlock(bytes.subarray(at, at + SLOT_BYTES)) ?? []);
  const latest = found.sort((a, b) => b.sequence - a.sequence)[0];
  if (latest) return latest;
  throw new LimpidError('storage/corrupt', 'Saved work is damaged: its record cannot be read. Discard it and open the file again.');
}
