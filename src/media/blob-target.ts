/** A file that grows as blobs, which the browser may keep on disk: memory holds one piece of it at a time. */

const PIECE_BYTES = 8 << 20;

/** What mediabunny's StreamTarget hands over. */
interface Chunk {
  readonly data: Uint8Array;
  readonly position: number;
}

/** Takes writes at any place; what lies in closed pieces is patched. */
export class BlobTarget {
  readonly #closed: Blob[] = [];
  #open = new Uint8Array(PIECE_BYTES);
  #size = 0;

  /** Bytes so far. */
  get size(): number {
    return this.#size;
  }

  /** The sink for a StreamTarget. */
  stream(): WritableStream<Chunk> {
    return new WritableStream<Chunk>({ write: ({ data, position }) => this.write(position, data) });
  }

  async write(position: number, data: Uint8Array): Promise<void> {
    for (let done = 0; done < data.length; ) {
      const at = position + done;
      const piece = Math.floor(at / PIECE_BYTES);
      const inside = at - piece * PIECE_BYTES;
      const part = data.subarray(done, done + Math.min(data.length - done, PIECE_BYTES - inside));
      if (piece < this.#closed.length) await this.#patch(piece, inside, part);
      else {
        while (piece > this.#closed.length) this.#close();
        this.#open.set(part, inside);
      }
      done += part.length;
      this.#size = Math.max(this.#size, at + part.length);
    }
  }

  #close(): void {
    this.#closed.push(new Blob([this.#open]));
    this.#open = new Uint8Array(PIECE_BYTES);
  }

  async #patch(piece: number, inside: number, part: Uint8Array): Promise<void> {
    const bytes = new Uint8Array(await (this.#closed[piece] ?? new Blob()).arrayBuffer());
    bytes.set(part, inside);
    this.#closed[piece] = new Blob([bytes]);
  }

  /** The whole file. */
  toBlob(type: string): Blob {
    const rest = this.#open.subarray(0, this.#size - this.#closed.length * PIECE_BYTES);
    return new Blob([...this.#closed, rest], { type });
  }
}
