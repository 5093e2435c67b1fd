/** The boxes of MP4 and MOV files, read one head at a time. Source: ISO/IEC 14496-12, section 4.2. */
import type { ByteSource } from './audio-source';
import { fourCc, viewOf } from './wav-chunks';

/** A box's place in the file: its head at `at`, its content in [start, end). */
export interface Mp4Box {
  readonly name: string;
  readonly at: number;
  readonly start: number;
  readonly end: number;
}

/** Boxes side by side that are looked at: a damaged file must not be walked for ever. */
const MAX_BOXES = 10_000;

/** The boxes side by side in [start, end), up to the first that makes no sense. @throws LimpidError file/unreadable */
export async function* readBoxes(bytes: ByteSource, start: number, end: number): AsyncGenerator<Mp4Box> {
  let at = start;
  for (let n = 0; n < MAX_BOXES && at + 8 <= end; n++) {
    const head = await bytes.read(at, 16);
    if (head.length < 8) return;
    const view = viewOf(head);
    const short = view.getUint32(0);
    const isLong = short === 1 && head.length === 16;
    const size = isLong ? view.getUint32(8) * 2 ** 32 + view.getUint32(12) : short === 0 ? end - at : short;
    const headBytes = isLong ? 16 : 8;
    if (size < headBytes || at + size > end) return;
    yield { name: fourCc(head, 4), at, start: at + headBytes, end: at + size };
    at += size;
  }
}

/** The first box that is reached by these names, one inside the other. @throws LimpidError file/unreadable */
export async function findBox(bytes: ByteSource, within: Pick<Mp4Box, 'start' | 'end'>, ...names: string[]): Promise<Mp4Box | undefined> {
  let place: Pick<Mp4Box, 'start' | 'end'> = within;
  let found: Mp4Box | undefined;
  for (const name of names) {
    found = undefined;
    for await (const box of readBoxes(bytes, place.start, place.end)) {
      if (box.name !== name) continue;
      found = box;
      break;
    }
    if (!found) return undefined;
    place = found;
  }
  return found;
}
