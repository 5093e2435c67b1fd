import type { ByteSource } from './audio-source';

/** Long enough that asking the browser for it costs little beside reading it. */
const PIECE_BYTES = 1 << 20;
/** A player, pictures and a writer may read at different places at once. */
const NUM_HELD = 4;

/**
 * Reads a file in pieces and holds the last ones: browsers hand out bytes by way of another process, which costs more than decoding them does where each second of sound is
 * asked for by itself. What it returns may be a view of a piece: it is not to be written to.
 */
export function heldBytes(bytes: ByteSource): ByteSource {
  /** By the number of the piece, the one used last at the end. */
  const held = new Map<number, Promise<Uint8Array>>();
  const pieceOf = (number: number): Promise<Uint8Array> => {
    const start = number * PIECE_BYTES;
    const piece = held.get(number) ?? bytes.read(start, Math.min(PIECE_BYTES, bytes.size - start));
    held.delete(number);
    held.set(number, piece);
    // A failure is told to whoever asked, and tried again by whoever asks next.
    piece.catch(() => held.delete(number));
    const [oldest] = held.keys();
    if (held.size > NUM_HELD && oldest !== undefined) held.delete(oldest);
    return piece;
  };
  return {
    size: bytes.size,
    async read(start, length) {
      const from = Math.min(Math.max(start, 0), bytes.size);
      const to = Math.min(from + length, bytes.size);
      const first = Math.floor(from / PIECE_BYTES);
      const last = Math.floor(Math.max(from, to - 1) / PIECE_BYTES);
      if (to === from) return new Uint8Array(0);
      if (last - first >= NUM_HELD) return await bytes.read(from, to - from);
      const pieces = await Promise.all(Array.from({ length: last - first + 1 }, (_, i) => pieceOf(first + i)));
      const within = (piece: Uint8Array, number: number): Uint8Array =>
        piece.subarray(Math.max(0, from - number * PIECE_BYTES), Math.max(0, to - number * PIECE_BYTES));
      const parts = pieces.map((piece, i) => within(piece, first + i));
      const [only] = parts;
      if (parts.length === 1 && only) return only;
      const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
      let at = 0;
      for (const part of parts) {
        out.set(part, at);
        at += part.length;
      }
      return out;
    },
  };
}
