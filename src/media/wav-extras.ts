/** What a WAV file holds beside its samples and what a result of the same rate and length carries on: tags, markers, the time code and notes of recorders. */
import type { ByteSource } from './audio-source';
import { isRiff, readChunks, viewOf } from './wav-chunks';

/**
 * Tags and labels (LIST), markers (cue), broadcast extension with its time code (bext), recorders' notes (iXML), ID3 tags, metadata of EBU Core (axml).
 * Sources: Multimedia Programming Interface and Data Specifications 1.0; EBU Tech 3285; iXML specification 3.01.
 */
const KEPT = ['LIST', 'cue ', 'bext', 'iXML', 'id3 ', 'ID3 ', 'axml'];
/** All of them together: notes take kilobytes, a cover a few hundred. */
const MAX_BYTES = 4 << 20;

/** The chunks to be carried on, each of an even length, byte for byte; none of a file that is no WAV. @throws LimpidError file/unreadable */
export async function wavExtras(bytes: ByteSource): Promise<Uint8Array | undefined> {
  if (!isRiff(await bytes.read(0, 12))) return undefined;
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const { id, start, size } of readChunks(bytes)) {
    const padded = 8 + size + (size % 2);
    if (!KEPT.includes(id) || start + size > bytes.size || total + padded > MAX_BYTES) continue;
    const part = new Uint8Array(padded);
    part.set(await bytes.read(start - 8, 8 + size));
    // A chunk of this size in the result, whatever the head of a damaged file says.
    viewOf(part).setUint32(4, size, true);
    parts.push(part);
    total += padded;
  }
  if (total === 0) return undefined;
  const out = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
