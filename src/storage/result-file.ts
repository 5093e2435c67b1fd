import { LimpidError } from '../base/errors';
import type { OutputFile } from '../base/output-file';
import { BlobFile } from './blob-file';
import { createTemporaryFile, ifAllowed, type TemporaryFile } from './opfs-files';
import { writeBytes } from './write-bytes';

/**
 * A file that is written and then handed out: a temporary file where this thread can have one, so that its length costs no memory. What no longer fits there, and
 * everything where there are no temporary files, is kept by the browser as blobs.
 */
export class ResultFile implements OutputFile {
  #file: TemporaryFile | undefined;
  /** Where the temporary file ends for good: at its present end once the browser gives no more room. */
  #limit: number;
  #fileBytes = 0;
  #rest: BlobFile | undefined;

  /** Over an empty temporary file, which it then owns; over memory without one. */
  constructor(file: TemporaryFile | undefined) {
    this.#file = file;
    this.#limit = file ? Number.POSITIVE_INFINITY : 0;
  }

  /** Creates the temporary file, or does without where the browser refuses. */
  static async create(): Promise<ResultFile> {
    return new ResultFile(await ifAllowed(createTemporaryFile));
  }

  get size(): number {
    return this.#rest ? this.#limit + this.#rest.size : this.#fileBytes;
  }

  async write(position: number, bytes: Uint8Array): Promise<void> {
    const written = this.#file && position < this.#limit ? this.#writeToFile(this.#file, position, bytes) : 0;
    if (written === bytes.length) return;
    this.#rest ??= new BlobFile();
    await this.#rest.write(position + written - this.#limit, bytes.subarray(written));
  }

  async read(start: number, length: number): Promise<Uint8Array> {
    const end = Math.min(start + length, this.size);
    const inFile = new Uint8Array(Math.max(0, Math.min(end, this.#fileBytes) - start));
    this.#file?.handle.read(inFile, { at: start });
    if (!this.#rest || end <= this.#limit) return inFile;
    const from = Math.max(start, this.#limit);
    const rest = await this.#rest.read(from - this.#limit, end - from);
    const out = new Uint8Array(inFile.length + rest.length);
    out.set(inFile);
    out.set(rest, inFile.length);
    return out;
  }

  /** The whole as a blob, which can be read until `dispose`. Nothing can be written afterwards. */
  async finish(type: string): Promise<Blob> {
    const onDisk = this.#file ? [await this.#file.toBlob()] : [];
    return new Blob([...onDisk, ...(this.#rest ? [this.#rest.toBlob()] : [])], { type });
  }

  /** Deletes the file. A second call does nothing. */
  async dispose(): Promise<void> {
    this.#rest = undefined;
    const file = this.#file;
    this.#file = undefined;
    await file?.dispose();
  }

  /** Bytes that went into the file: all of them, or fewer where it ends or the browser gives no more room. @throws LimpidError storage/quota */
  #writeToFile({ handle }: TemporaryFile, position: number, bytes: Uint8Array): number {
    const part = bytes.slice(0, Math.min(bytes.length, this.#limit - position));
    const inside = Math.max(0, Math.min(part.length, this.#fileBytes - position));
    if (inside > 0 && writeBytes(handle, part.subarray(0, inside), position) < inside)
      throw new LimpidError(
        'storage/quota',
        'The browser refuses to change a file that it has taken. Free some space on the disk and save again.',
      );
    if (inside === part.length) return inside;
    const behind = writeBytes(handle, part.subarray(inside), position + inside);
    if (inside + behind < part.length) {
      this.#limit = behind > 0 ? position + inside + behind : this.#fileBytes;
      // What a refused write may have left behind lies beyond the end of what counts.
      handle.truncate(this.#limit);
    }
    if (behind > 0) this.#fileBytes = position + inside + behind;
    return inside + behind;
  }
}
