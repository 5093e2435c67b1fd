import type { ByteSource } from './audio-source';
import { fourCc } from './wav-chunks';

/** Largest possible Ogg page. Source: RFC 3533, section 6. */
const MAX_PAGE_BYTES = 65_307;
const PAGE_HEADER_BYTES = 27;

/** Length of the page that begins at `at`, or undefined where its header is not all there. */
function pageLength(bytes: Uint8Array, at: number): number | undefined {
  const numSegments = bytes[at + PAGE_HEADER_BYTES - 1];
  if (numSegments === undefined || at + PAGE_HEADER_BYTES + numSegments > bytes.length) return undefined;
  let length = PAGE_HEADER_BYTES + numSegments;
  for (let i = 0; i < numSegments; i++) length += bytes[at + PAGE_HEADER_BYTES + i] ?? 0;
  return length;
}

/** Bytes up to which an Ogg file has whole pages: its size, or less where a recording was cut off in the middle of one. */
export async function oggWholeBytes(bytes: ByteSource): Promise<number> {
  const start = Math.max(0, bytes.size - 2 * MAX_PAGE_BYTES);
  const tail = await bytes.read(start, bytes.size - start);
  for (let at = tail.length - 4; at >= 0; at--) {
    if (tail[at] !== 0x4f || fourCc(tail, at) !== 'OggS') continue;
    const length = pageLength(tail, at);
    if (length !== undefined && at + length <= tail.length) return start + at + length;
  }
  return bytes.size;
}
