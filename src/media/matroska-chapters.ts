/** Chapters of Matroska and WebM files, which the muxer does not write: carried on as they are, languages and all. Source: RFC 9559, section 5.1.7. */
import type { MetadataTags } from 'mediabunny';
import type { OutputFile } from '../base/output-file';
import type { ByteSource } from './audio-source';
import { type EbmlElement, readElements } from './ebml';
import { MATROSKA_ID, MAX_ELEMENTS } from './matroska-delay';

const CHAPTERS = 0x1043a770;
const TAGS = 0x1254c367;
const TAG = 0x7373;
const SIMPLE_TAG = 0x67c8;
const VOID = 0xec;
const MAX_BYTES = 1 << 20;
/** The filler's head. */
const FILLER_BYTES = 9;

async function childOf(
  bytes: ByteSource,
  { start, end }: Pick<EbmlElement, 'start' | 'end'>,
  id: number,
): Promise<EbmlElement | undefined> {
  let found: EbmlElement | undefined;
  for await (const part of readElements(bytes, start, end, MAX_ELEMENTS)) {
    if (part.id === id) found = part;
  }
  return found;
}

/** The element that holds a file's chapters, byte for byte; undefined where there is none. @throws LimpidError file/unreadable */
export async function readMatroskaChapters(bytes: ByteSource): Promise<Uint8Array | undefined> {
  const segment = await childOf(bytes, { start: 0, end: bytes.size }, MATROSKA_ID.segment);
  const chapters = segment && (await childOf(bytes, segment, CHAPTERS));
  if (!chapters || chapters.end - chapters.at > MAX_BYTES) return undefined;
  return await bytes.read(chapters.at, chapters.end - chapters.at);
}

/** Tags with a last one that takes the room which `writeMatroskaChapters` uses up. Players look for chapters before the sound, where tags stand too. */
export function withChapterRoom(tags: MetadataTags, chapters: Uint8Array): MetadataTags {
  return { ...tags, raw: { ...tags.raw, ENCODER: 'Limpid', ROOM: new Uint8Array(chapters.length + FILLER_BYTES) } };
}

/** A size in four bytes, as the muxer writes those of elements that hold others. */
function size(value: number): number[] {
  return [0x10 | (value >> 24), (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff];
}

/** Puts chapters into a finished file, in place of the room that its tags hold: the tags end before it, and every other byte stays where it is. */
export async function writeMatroskaChapters(file: OutputFile, chapters: Uint8Array): Promise<void> {
  const segment = await childOf(file, { start: 0, end: file.size }, MATROSKA_ID.segment);
  const tags = segment && (await childOf(file, segment, TAGS));
  const tag = tags && (await childOf(file, tags, TAG));
  const room = tag && (await childOf(file, tag, SIMPLE_TAG));
  if (!tags || !tag || !room || room.end !== tags.end) return;
  const filler = room.end - room.at - chapters.length - 5;
  if (filler < 0) return;
  const roomBytes = room.end - room.at;
  await file.write(tags.start - 4, Uint8Array.from(size(tags.end - tags.start - roomBytes)));
  await file.write(tag.start - 4, Uint8Array.from(size(tag.end - tag.start - roomBytes)));
  await file.write(room.at, Uint8Array.from([...chapters, VOID, ...size(filler), ...new Array<number>(filler).fill(0)]));
}
