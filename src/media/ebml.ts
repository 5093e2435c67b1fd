/** The elements of Matroska and WebM files, read one head at a time. Source: RFC 8794. */
import type { ByteSource } from './audio-source';

/** An element's place in the file: its head at `at`, its content in [start, end); `end` is that of the file where the size is not known. */
export interface EbmlElement {
  readonly id: number;
  readonly at: number;
  readonly start: number;
  readonly end: number;
}

/** Longest head: four bytes of ID, eight of size. */
const MAX_HEAD_BYTES = 12;

/** Bytes that a variable-length integer takes, by its first; 0 where that is not one. */
function vintLength(first: number): number {
  return first === 0 ? 0 : Math.clz32(first) - 23;
}

/** The element that begins at `at`; undefined where there is none, or where it would pass `limit`. @throws LimpidError file/unreadable */
export async function readElement(bytes: ByteSource, at: number, limit: number): Promise<EbmlElement | undefined> {
  const head = await bytes.read(at, Math.min(MAX_HEAD_BYTES, limit - at));
  const idLength = vintLength(head[0] ?? 0);
  const sizeLength = vintLength(head[idLength] ?? 0);
  if (idLength === 0 || idLength > 4 || sizeLength === 0 || idLength + sizeLength > head.length) return undefined;
  const id = head.subarray(0, idLength).reduce((value, byte) => value * 256 + byte, 0);
  const sizeBytes = head.subarray(idLength, idLength + sizeLength);
  const first = (sizeBytes[0] ?? 0) & (0xff >> sizeLength);
  const size = sizeBytes.subarray(1).reduce((value, byte) => value * 256 + byte, first);
  const isUnknown = size === 2 ** (7 * sizeLength) - 1;
  const start = at + idLength + sizeLength;
  const end = isUnknown ? limit : start + size;
  return end > limit ? undefined : { id, at, start, end };
}

/** The elements side by side in [start, end), up to the first that makes no sense; at most `limit` of them. @throws LimpidError file/unreadable */
export async function* readElements(bytes: ByteSource, start: number, end: number, limit: number): AsyncGenerator<EbmlElement> {
  let at = start;
  for (let n = 0; n < limit && at < end; n++) {
    const element = await readElement(bytes, at, end);
    if (!element) return;
    yield element;
    at = element.end;
  }
}

/** An unsigned integer of up to six bytes, whatever its length; undefined for longer ones. */
export async function readUnsigned(bytes: ByteSource, { start, end }: EbmlElement): Promise<number | undefined> {
  if (end - start > 8) return undefined;
  const value = (await bytes.read(start, end - start)).reduce((sum, byte) => sum * 256 + byte, 0);
  return Number.isSafeInteger(value) ? value : undefined;
}
