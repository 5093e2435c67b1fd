import type { OutputFile } from '../base/output-file';

const PIECE_BYTES = 8 << 20;

/** A file that grows as blobs, which the browser may keep on disk: memory holds one piece of it at a time. What lies in closed pieces is patched. */
export class BlobFile implements OutputFile {
  readonly #closed: Blob[] = [];
  #open = new Uint8Array(PIECE_BYTES);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  async write(position: number, bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const at = position + done;
      const piece = Math.floor(at / PIECE_BYTES);
      const inside = at - piece * PIECE_BYTES;
      const part = bytes.subarray(done, done + Math.min(bytes.length - done, PIECE_BYTES - inside));
      if (piece < this.#closed.length) await this.#patch(piece, inside, part);
      else {
        while (piece > this.#closed.length) this.#close();
        this.#open.set(part, inside);
      }
      done += part.length;
      this.#size = Math.max(this.#size, at + part.length);
    }
  }

  async read(start: number, length: number): Promise<Uint8Array> {
    const end = Math.min(start + length, this.#size);
    const out = new Uint8Array(Math.max(0, end - start));
    for (let at = start; at < end; ) {
      const piece = Math.floor(at / PIECE_BYTES);
      const inside = at - piece * PIECE_BYTES;
      const stop = Math.min(PIECE_BYTES, inside + end - at);
      const closed = this.#closed[piece];
      const part = closed ? new Uint8Array(await closed.slice(inside, stop).arrayBuffer()) : this.#open.subarray(inside, stop);
      out.set(part, at - start);
      at += part.length;
    }
    return out;
  }

  /** The whole file. */
  toBlob(): Blob {
    return new Blob([...this.#closed, this.#open.subarray(0, this.#size - this.#closed.length * PIECE_BYTES)]);
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
}
