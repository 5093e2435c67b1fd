/**
 * Chapters of MP4, M4A and MOV files, which the muxer does not write. They are read from a list (chpl, of Nero, understood by nearly all but Apple's players) or from a text track
 * that another track names as its chapters (QuickTime), and written as a list.
 */
import type { OutputFile } from '../base/output-file';
import type { ByteSource } from './audio-source';
import { findBox, type Mp4Box, readBoxes } from './mp4-boxes';
import { viewOf } from './wav-chunks';

export interface Chapter {
  readonly startSec: number;
  readonly title: string;
}

/** The list counts in a byte. */
const MAX_CHAPTERS = 255;
const MAX_TITLE_BYTES = 255;
/** Tables of a chapter track and the list: larger ones are not of chapters. */
const MAX_TABLE_BYTES = 1 << 20;
/** The list's unit of time. */
const TICKS_PER_SEC = 1e7;

async function content(bytes: ByteSource, box: Mp4Box | undefined): Promise<DataView | undefined> {
  if (!box || box.end - box.start > MAX_TABLE_BYTES) return undefined;
  const read = await bytes.read(box.start, box.end - box.start);
  return read.length === box.end - box.start ? viewOf(read) : undefined;
}

function textOf(view: DataView, at: number, length: number): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, length);
  const isUtf16 = length >= 2 && ((bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0xff && bytes[1] === 0xfe));
  return new TextDecoder(isUtf16 ? (bytes[0] === 0xfe ? 'utf-16be' : 'utf-16le') : 'utf-8').decode(bytes);
}

/** Version 1 has four bytes more than version 0 before its count. */
function listed(view: DataView): Chapter[] {
  const out: Chapter[] = [];
  let at = view.byteLength > 0 && view.getUint8(0) === 1 ? 9 : 5;
  while (at + 9 <= view.byteLength && out.length < MAX_CHAPTERS) {
    const ticks = view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4);
    const length = view.getUint8(at + 8);
    if (at + 9 + length > view.byteLength) break;
    out.push({ startSec: ticks / TICKS_PER_SEC, title: textOf(view, at + 9, length) });
    at += 9 + length;
  }
  return out;
}

/** The track that others name as their chapters. */
async function chapterTrack(bytes: ByteSource, moov: Mp4Box): Promise<Mp4Box | undefined> {
  const byId = new Map<number, Mp4Box>();
  let wanted: number | undefined;
  for await (const trak of readBoxes(bytes, moov.start, moov.end)) {
    if (trak.name !== 'trak') continue;
    const head = await content(bytes, await findBox(bytes, trak, 'tkhd'));
    if (head && head.byteLength >= 24) byId.set(head.getUint32(head.getUint8(0) === 1 ? 20 : 12), trak);
    const reference = await content(bytes, await findBox(bytes, trak, 'tref', 'chap'));
    if (reference && reference.byteLength >= 4) wanted ??= reference.getUint32(0);
  }
  return wanted === undefined ? undefined : byId.get(wanted);
}

interface Sample {
  readonly position: number;
  readonly size: number;
}

/** Where the samples of a track lie. Source: ISO/IEC 14496-12, sections 8.7.3-8.7.5. */
function samplesOf(sizes: DataView, chunks: DataView, places: DataView, isLong: boolean): Sample[] {
  const fixed = sizes.getUint32(4);
  const count = Math.min(sizes.getUint32(8), MAX_CHAPTERS, fixed > 0 ? MAX_CHAPTERS : Math.floor((sizes.byteLength - 12) / 4));
  const width = isLong ? 8 : 4;
  const numChunks = Math.min(places.getUint32(4), Math.floor((places.byteLength - 8) / width));
  const numRuns = Math.min(chunks.getUint32(4), Math.floor((chunks.byteLength - 8) / 12));
  const out: Sample[] = [];
  for (let chunk = 0, run = 0; chunk < numChunks && out.length < count; chunk++) {
    while (run + 1 < numRuns && chunks.getUint32(8 + (run + 1) * 12) <= chunk + 1) run++;
    const inChunk = numRuns > 0 ? chunks.getUint32(8 + run * 12 + 4) : 0;
    const at = 8 + chunk * width;
    let position = isLong ? places.getUint32(at) * 2 ** 32 + places.getUint32(at + 4) : places.getUint32(at);
    for (let i = 0; i < inChunk && out.length < count; i++) {
      const size = fixed > 0 ? fixed : sizes.getUint32(12 + out.length * 4);
      out.push({ position, size });
      position += size;
    }
  }
  return out;
}

/** Starts of the first samples of a track, in its time scale. */
function startsOf(durations: DataView, count: number): number[] {
  const out: number[] = [];
  const numRuns = Math.min(durations.getUint32(4), Math.floor((durations.byteLength - 8) / 8));
  let start = 0;
  for (let run = 0; run < numRuns && out.length < count; run++) {
    const duration = durations.getUint32(8 + run * 8 + 4);
    for (let i = durations.getUint32(8 + run * 8); i > 0 && out.length < count; i--, start += duration) out.push(start);
  }
  return out;
}

async function ofTrack(bytes: ByteSource, trak: Mp4Box): Promise<Chapter[]> {
  const head = await content(bytes, await findBox(bytes, trak, 'mdia', 'mdhd'));
  const tables = await findBox(bytes, trak, 'mdia', 'minf', 'stbl');
  if (!head || head.byteLength < 24 || !tables) return [];
  const table = async (name: string): Promise<DataView | undefined> => await content(bytes, await findBox(bytes, tables, name));
  const [sizes, chunks, durations, short, long] = await Promise.all(['stsz', 'stsc', 'stts', 'stco', 'co64'].map(table));
  const places = short ?? long;
  if (!sizes || !chunks || !durations || !places) return [];
  if (sizes.byteLength < 12 || [chunks, durations, places].some(({ byteLength }) => byteLength < 8)) return [];
  const scale = head.getUint32(head.getUint8(0) === 1 ? 20 : 12);
  const samples = samplesOf(sizes, chunks, places, !short);
  const out: Chapter[] = [];
  for (const [i, start] of startsOf(durations, samples.length).entries()) {
    const { position, size } = samples[i]!;
    const text = viewOf(await bytes.read(position, Math.min(size, 2 + MAX_TITLE_BYTES)));
    if (text.byteLength < 2 || scale === 0) continue;
    out.push({ startSec: start / scale, title: textOf(text, 2, Math.min(text.getUint16(0), text.byteLength - 2)) });
  }
  return out;
}

/** The chapters of a file; none of one that has none or is no MP4. @throws LimpidError file/unreadable */
export async function readMp4Chapters(bytes: ByteSource): Promise<readonly Chapter[]> {
  const moov = await findBox(bytes, { start: 0, end: bytes.size }, 'moov');
  if (!moov) return [];
  const list = await content(bytes, await findBox(bytes, moov, 'udta', 'chpl'));
  const chapters = list ? listed(list) : [];
  if (chapters.length > 0) return chapters;
  const track = await chapterTrack(bytes, moov);
  return track ? await ofTrack(bytes, track) : [];
}

/** A title of at most so many bytes of UTF-8, cut between characters. */
function titleBytes(title: string): Uint8Array {
  const bytes = new TextEncoder().encode(title);
  let end = Math.min(bytes.length, MAX_TITLE_BYTES);
  while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}

function uint(value: number, numBytes: number): number[] {
  return Array.from({ length: numBytes }, (_, i) => Math.floor(value / 2 ** (8 * (numBytes - 1 - i))) % 256);
}

function box(name: string, body: readonly number[]): number[] {
  return [...uint(8 + body.length, 4), ...Array.from(name, (char) => char.charCodeAt(0)), ...body];
}

/** Adds a list of chapters to a finished file whose `moov` is its last box. Nothing is changed where it is not, or where there are no chapters. */
export async function writeMp4Chapters(file: OutputFile, chapters: readonly Chapter[]): Promise<void> {
  const moov = await findBox(file, { start: 0, end: file.size }, 'moov');
  if (!moov || moov.end !== file.size || chapters.length === 0) return;
  const entries = chapters.slice(0, MAX_CHAPTERS).flatMap(({ startSec, title }) => {
    const text = titleBytes(title);
    return [...uint(Math.round(startSec * TICKS_PER_SEC), 8), text.length, ...text];
  });
  const list = box('chpl', [1, 0, 0, 0, 0, 0, 0, 0, Math.min(chapters.length, MAX_CHAPTERS), ...entries]);
  const userData = await findBox(file, moov, 'udta');
  const isLast = userData?.end === moov.end;
  if (userData && !isLast) return;
  const added = userData ? list : box('udta', list);
  await file.write(moov.end, Uint8Array.from(added));
  if (userData) await file.write(userData.at, Uint8Array.from(uint(userData.end - userData.at + added.length, 4)));
  await file.write(moov.at, Uint8Array.from(uint(moov.end - moov.at + added.length, 4)));
}
