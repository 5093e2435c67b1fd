/** What a Matroska or WebM file says of its codec's delay and padding. Source: RFC 9559, sections 5.1.4.1.29 and 5.1.3.5.7. */
import type { ByteSource } from './audio-source';
import { type EbmlElement, readElement, readElements, readUnsigned } from './ebml';

export const MATROSKA_ID = {
  segment: 0x18538067,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  codecDelay: 0x56aa,
  seekPreRoll: 0x56bb,
  cluster: 0x1f43b675,
  blockGroup: 0xa0,
  block: 0xa1,
  simpleBlock: 0xa3,
  discardPadding: 0x75a2,
} as const;

/** Elements that are walked side by side: a damaged file must not be walked for ever. */
export const MAX_ELEMENTS = 20_000;
/** How far from the end the last cluster is looked for. */
const MAX_TAIL_BYTES = 64 << 20;
const WINDOW_BYTES = 1 << 20;

export interface CodecDelay {
  /** Nanoseconds at the front that the codec added; undefined where the file does not say. */
  readonly delayNs: number | undefined;
  /** Nanoseconds to drop at the end. */
  readonly paddingNs: number;
}

async function findDelay(bytes: ByteSource, segment: EbmlElement, track: number): Promise<number | undefined> {
  for await (const part of readElements(bytes, segment.start, segment.end, MAX_ELEMENTS)) {
    if (part.id === MATROSKA_ID.cluster) return undefined;
    if (part.id !== MATROSKA_ID.tracks) continue;
    for await (const entry of readElements(bytes, part.start, part.end, MAX_ELEMENTS)) {
      let isOurs = false;
      let delayNs: number | undefined;
      for await (const field of readElements(bytes, entry.start, entry.end, MAX_ELEMENTS)) {
        if (field.id === MATROSKA_ID.trackNumber) isOurs = (await readUnsigned(bytes, field)) === track;
        if (field.id === MATROSKA_ID.codecDelay) delayNs = await readUnsigned(bytes, field);
      }
      if (isOurs) return delayNs;
    }
  }
  return undefined;
}

/** Track number of a block. */
export async function blockTrack(bytes: ByteSource, { start, end }: EbmlElement): Promise<number> {
  const [first = 0, second = 0] = await bytes.read(start, Math.min(2, end - start));
  return first & 0x80 ? first & 0x7f : ((first & 0x3f) << 8) | second;
}

/** The padding stated beside the last of the track's blocks in a cluster: 0 if none is, undefined if the track has no block there. */
async function paddingIn(bytes: ByteSource, cluster: EbmlElement, track: number): Promise<number | undefined> {
  let padding: number | undefined;
  for await (const part of readElements(bytes, cluster.start, cluster.end, MAX_ELEMENTS)) {
    if (part.id === MATROSKA_ID.simpleBlock && (await blockTrack(bytes, part)) === track) padding = 0;
    if (part.id !== MATROSKA_ID.blockGroup) continue;
    let isOurs = false;
    let statedNs = 0;
    for await (const field of readElements(bytes, part.start, part.end, MAX_ELEMENTS)) {
      if (field.id === MATROSKA_ID.block) isOurs = (await blockTrack(bytes, field)) === track;
      if (field.id === MATROSKA_ID.discardPadding) statedNs = (await readUnsigned(bytes, field)) ?? 0;
    }
    if (isOurs) padding = statedNs;
  }
  return padding;
}

/** Where clusters seem to begin, the last one first; bytes within a block may look like one. */
export async function* clustersFromEnd(bytes: ByteSource): AsyncGenerator<EbmlElement> {
  const stop = Math.max(0, bytes.size - MAX_TAIL_BYTES);
  for (let end = bytes.size; end > stop; end -= WINDOW_BYTES) {
    const start = Math.max(stop, end - WINDOW_BYTES);
    const window = await bytes.read(start, end - start + 3);
    for (let i = window.length - 4; i >= 0; i--) {
      if (window[i] !== 0x1f || window[i + 1] !== 0x43 || window[i + 2] !== 0xb6 || window[i + 3] !== 0x75) continue;
      const cluster = await readElement(bytes, start + i, bytes.size);
      if (cluster) yield cluster;
    }
  }
}

/** Reads the delay of the track with this number from the header, and its padding from the end. @throws LimpidError file/unreadable */
export async function readMatroskaDelay(bytes: ByteSource, track: number): Promise<CodecDelay> {
  let delayNs: number | undefined;
  for await (const part of readElements(bytes, 0, bytes.size, 16)) {
    if (part.id === MATROSKA_ID.segment) delayNs = await findDelay(bytes, part, track);
  }
  for await (const cluster of clustersFromEnd(bytes)) {
    const paddingNs = await paddingIn(bytes, cluster, track);
    if (paddingNs !== undefined) return { delayNs, paddingNs };
  }
  return { delayNs, paddingNs: 0 };
}
