/** Adds to a finished Matroska or WebM file what its muxer leaves out: the codec's delay, and the padding behind the last packet. */
import type { EncodedPacket } from 'mediabunny';
import type { OutputFile } from '../base/output-file';
import { type EbmlElement, readElements } from './ebml';
import { blockTrack, clustersFromEnd, MATROSKA_ID, MAX_ELEMENTS } from './matroska-delay';

/** Bytes behind the last packet in which a simple block grows into a group with its padding. */
const ROOM_BYTES = 24;
const PADDING_BYTES = 11;
const VOID = 0xec;

/** The last packet with room behind it, which `stateDelay` uses up. */
export function withRoom(packet: EncodedPacket): EncodedPacket {
  const data = new Uint8Array(packet.data.length + ROOM_BYTES);
  data.set(packet.data);
  return packet.clone({ data });
}

/** A size in four bytes. */
function size(value: number): number[] {
  return [0x10 | (value >> 24), (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff];
}

/** The muxer writes the codec's delay under the name of the pre-roll that seeking needs; it gets its own name. Source: RFC 9559, section 5.1.4.1.29. */
async function nameDelay(file: OutputFile, track: number): Promise<void> {
  for await (const segment of readElements(file, 0, file.size, 16)) {
    if (segment.id !== MATROSKA_ID.segment) continue;
    for await (const part of readElements(file, segment.start, segment.end, MAX_ELEMENTS)) {
      if (part.id === MATROSKA_ID.cluster) return;
      if (part.id !== MATROSKA_ID.tracks) continue;
      let number = 0;
      for await (const entry of readElements(file, part.start, part.end, MAX_ELEMENTS)) {
        number++;
        for await (const field of readElements(file, entry.start, entry.end, MAX_ELEMENTS)) {
          if (number === track && field.id === MATROSKA_ID.seekPreRoll) await file.write(field.at, Uint8Array.of(0x56, 0xaa));
        }
      }
    }
  }
}

async function lastBlock(file: OutputFile, track: number): Promise<EbmlElement | undefined> {
  for await (const cluster of clustersFromEnd(file)) {
    let last: EbmlElement | undefined;
    for await (const part of readElements(file, cluster.start, cluster.end, MAX_ELEMENTS)) {
      if (part.id === MATROSKA_ID.simpleBlock && (await blockTrack(file, part)) === track) last = part;
    }
    if (last) return last;
  }
  return undefined;
}

/** Turns the last simple block, which has room behind it, into a group of the same length: block, padding, filler. */
async function statePadding(file: OutputFile, track: number, paddingNs: number): Promise<void> {
  const block = await lastBlock(file, track);
  if (!block) return;
  const bytes = await file.read(block.start, block.end - ROOM_BYTES - block.start);
  // A block in a group has no flag for key frames.
  bytes[3] = (bytes[3] ?? 0) & 0x7f;
  const padding = new Uint8Array(PADDING_BYTES);
  padding.set([0x75, 0xa2, 0x88]);
  new DataView(padding.buffer).setBigInt64(3, BigInt(paddingNs));
  const content = [MATROSKA_ID.block, ...size(bytes.length), ...bytes, ...padding];
  const filler = block.end - block.at - 5 - content.length;
  const group = [MATROSKA_ID.blockGroup, ...size(content.length + filler), ...content, VOID, 0x80 | (filler - 2)];
  await file.write(block.at, Uint8Array.from([...group, ...new Array<number>(filler - 2).fill(0)]));
}

/** States delay and padding of a track in a file whose last packet of that track came from `withRoom` if there is padding. */
export async function stateDelay(file: OutputFile, track: number, paddingNs: number): Promise<void> {
  await nameDelay(file, track);
  if (paddingNs > 0) await statePadding(file, track, paddingNs);
}
