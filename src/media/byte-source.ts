import { LimpidError } from '../base/errors';
import type { ByteSource } from './audio-source';

/** The bytes of a Blob or File, read in slices. */
export function blobBytes(blob: Blob): ByteSource {
  const { size } = blob;
  return {
    size,
    async read(start, length) {
      const from = Math.min(Math.max(start, 0), size);
      const to = Math.min(from + length, size);
      let buffer: ArrayBuffer;
      try {
        buffer = await blob.slice(from, to).arrayBuffer();
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new LimpidError('file/unreadable', `Bytes ${from} to ${to} of ${size} cannot be read: ${reason}. Open the file again.`, {
          cause,
        });
      }
      return new Uint8Array(buffer);
    },
  };
}

/** Reads exactly `length` bytes. @throws LimpidError file/unreadable when the file is shorter than it was when it was opened */
export async function readExactly(bytes: ByteSource, start: number, length: number): Promise<Uint8Array> {
  const read = await bytes.read(start, length);
  if (read.length === length) return read;
  throw new LimpidError(
    'file/unreadable',
    `Expected ${length} bytes at ${start} of ${bytes.size}, got ${read.length}: the file has changed since it was opened. Open it again.`,
  );
}
