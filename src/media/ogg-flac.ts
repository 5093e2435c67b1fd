/** FLAC in Ogg as the plain FLAC stream that its pages carry. Source: RFC 9639, section 10.1; RFC 3533. */
import type { ByteSource } from './audio-source';
import { fourCc, viewOf } from './wav-chunks';

/** Before the native stream in the first packet: 0x7f, "FLAC", version, number of header packets. */
const MAPPING_BYTES = 9;
const PAGE_HEADER_BYTES = 27;
const MAX_SEGMENTS = 255;
const WINDOW_BYTES = 1 << 18;

/** Stretches of the file in the order of the stream: where each lies in the file, and where in the stream. */
interface Stretches {
  readonly fileAt: number[];
  readonly streamAt: number[];
  readonly size: number;
}

/** Whether the first page of an Ogg file holds the head of a FLAC stream. */
export function isOggFlac(head: Uint8Array): boolean {
  const body = PAGE_HEADER_BYTES + (head[PAGE_HEADER_BYTES - 1] ?? 0);
  return fourCc(head, 0) === 'OggS' && head[body] === 0x7f && fourCc(head, body + 1) === 'FLAC';
}

/** Reads ahead in a file that is walked from start to end. */
function ahead(bytes: ByteSource): (at: number, length: number) => Promise<Uint8Array> {
  let start = 0;
  let held = new Uint8Array(0);
  return async (at, length) => {
    if (at < start || at + length > start + held.length) {
      start = at;
      held = new Uint8Array(await bytes.read(at, Math.max(length, WINDOW_BYTES)));
    }
    return held.subarray(at - start, at - start + length);
  };
}

async function findStretches(bytes: ByteSource): Promise<Stretches> {
  const read = ahead(bytes);
  const fileAt: number[] = [];
  const streamAt: number[] = [];
  let size = 0;
  let serial: number | undefined;
  for (let at = 0; at + PAGE_HEADER_BYTES <= bytes.size; ) {
    const head = await read(at, PAGE_HEADER_BYTES + MAX_SEGMENTS);
    // Damage between pages is stepped over byte by byte.
    if (head.length < PAGE_HEADER_BYTES || fourCc(head, 0) !== 'OggS') {
      at++;
      continue;
    }
    const numSegments = head[PAGE_HEADER_BYTES - 1] ?? 0;
    const body = at + PAGE_HEADER_BYTES + numSegments;
    const length = head.subarray(PAGE_HEADER_BYTES, PAGE_HEADER_BYTES + numSegments).reduce((sum, segment) => sum + segment, 0);
    const pageSerial = viewOf(head).getUint32(14, true);
    serial ??= pageSerial;
    const skip = fileAt.length === 0 ? MAPPING_BYTES : 0;
    const present = Math.min(length, bytes.size - body) - skip;
    if (pageSerial === serial && present > 0) {
      fileAt.push(body + skip);
      streamAt.push(size);
      size += present;
    }
    at = body + length;
  }
  return { fileAt, streamAt, size };
}

/** Index of the last stretch that begins at or before a place in the stream. */
function stretchAt({ streamAt }: Stretches, place: number): number {
  let low = 0;
  let high = streamAt.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((streamAt[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The FLAC stream of an Ogg file; the pages' heads are read once, from start to end. @throws LimpidError file/unreadable */
export async function oggFlacBytes(bytes: ByteSource): Promise<ByteSource> {
  const stretches = await findStretches(bytes);
  const { fileAt, streamAt, size } = stretches;
  return {
    size,
    async read(start, length) {
      const from = Math.max(0, start);
      const to = Math.min(size, start + length);
      const out = new Uint8Array(Math.max(0, to - from));
      for (let at = from, i = stretchAt(stretches, from); at < to; i++) {
        const inside = at - (streamAt[i] ?? 0);
        const count = Math.min(to, streamAt[i + 1] ?? size) - at;
        out.set(await bytes.read((fileAt[i] ?? 0) + inside, count), at - from);
        at += count;
      }
      return out;
    },
  };
}
