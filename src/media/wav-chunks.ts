/** Finds the chunks of a RIFF, RF64 or BW64 file without reading its samples. */
import { LimpidError } from '../base/errors';
import type { ByteSource } from './audio-source';
import { describeBytes, looksLikeText } from './describe-bytes';

/** 32-bit sizes with this value stand in ds64, or are not known. */
export const UNKNOWN_SIZE = 0xffffffff;
/** No program writes nearly as many; a damaged file must not be walked for ever. */
const MAX_CHUNKS = 4096;
const MAX_FMT_BYTES = 40;

export interface WavChunks {
  /** The fmt chunk's content, at most 40 bytes. */
  readonly fmt: Uint8Array;
  readonly dataStart: number;
  /** As the header says; may be wrong, and UNKNOWN_SIZE or 0 when it was not known. */
  readonly dataSize: number;
}

export function fourCc(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether the first 12 bytes are those of a file in the RIFF family, of whatever content. */
export function isRiff(head: Uint8Array): boolean {
  return ['RIFF', 'RF64', 'BW64', 'RIFX'].includes(fourCc(head, 0));
}

/** @throws LimpidError decode/empty-file, decode/unsupported, decode/corrupt */
function checkRiffHead(size: number, head: Uint8Array): void {
  if (size === 0) throw new LimpidError('decode/empty-file', 'The file is empty (0 bytes). Record or export it again.');
  const kind = fourCc(head, 0);
  const content = fourCc(head, 8);
  if (['RIFF', 'RF64', 'BW64'].includes(kind) && content === 'WAVE') return;
  if (kind === 'RIFX') {
    throw new LimpidError(
      'decode/unsupported',
      'This is a big-endian WAV file (RIFX); Limpid reads little-endian ones (RIFF). Export it as WAV again.',
    );
  }
  if (isRiff(head) && head.length === 12) {
    throw new LimpidError(
      'decode/unsupported',
      `Expected WAVE sound in this RIFF file, found ${describeBytes(head.subarray(8))}. Export its sound as WAV.`,
    );
  }
  const code = looksLikeText(head) && !isRiff(head) ? 'decode/unsupported' : 'decode/corrupt';
  throw new LimpidError(
    code,
    `Expected a WAV file, which begins with RIFF and WAVE; this one begins with ${describeBytes(head)}. Export it as WAV again.`,
  );
}

function readUint64(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
}

/** Where the chunk after an odd-sized one begins: writers are to add a padding byte, and some do not. */
async function skipPadding(bytes: ByteSource, at: number): Promise<number> {
  const unpadded = fourCc(await bytes.read(at, 4), 0);
  return ['data', 'fmt ', 'LIST', 'fact', 'bext'].includes(unpadded) ? at : at + 1;
}

/** A chunk's place in the file, as its head says. */
export interface WavChunk {
  readonly id: string;
  readonly start: number;
  /** UNKNOWN_SIZE stands for what neither the head nor ds64 knows. */
  readonly size: number;
}

/** The chunks of a RIFF file one after the other, up to the first that lies beyond its end. @throws LimpidError file/unreadable */
export async function* readChunks(bytes: ByteSource): AsyncGenerator<WavChunk> {
  let longDataSize = UNKNOWN_SIZE;
  let at = 12;
  for (let n = 0; n < MAX_CHUNKS && at + 8 <= bytes.size; n++) {
    const head = await bytes.read(at, 8);
    if (head.length < 8) return;
    const id = fourCc(head, 0);
    let size = viewOf(head).getUint32(4, true);
    const start = at + 8;
    if (id === 'ds64' && size >= 16) {
      const ds64 = await bytes.read(start, 16);
      if (ds64.length === 16) longDataSize = readUint64(viewOf(ds64), 8);
    }
    if (id === 'data' && size === UNKNOWN_SIZE) size = longDataSize;
    yield { id, start, size };
    at = size % 2 === 0 ? start + size : await skipPadding(bytes, start + size);
  }
}

/** Walks the chunks up to fmt and data. @throws LimpidError decode/empty-file, decode/unsupported, decode/corrupt, file/unreadable */
export async function findChunks(bytes: ByteSource): Promise<WavChunks> {
  checkRiffHead(bytes.size, await bytes.read(0, 12));
  let fmt: Uint8Array | undefined;
  let data: WavChunk | undefined;
  for await (const chunk of readChunks(bytes)) {
    if (chunk.id === 'fmt ') fmt ??= await bytes.read(chunk.start, Math.min(chunk.size, MAX_FMT_BYTES));
    else if (chunk.id === 'data') data ??= chunk;
    if (fmt && data) return { fmt, dataStart: data.start, dataSize: data.size };
  }
  const missing = fmt ? 'no sound (data chunk)' : 'no description of its samples (fmt chunk)';
  throw new LimpidError(
    'decode/corrupt',
    `This WAV file has ${missing} in its ${bytes.size} bytes: it is damaged or incomplete. Export or copy it again.`,
  );
}
