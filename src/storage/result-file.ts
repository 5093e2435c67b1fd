import { canUseTemporaryFiles, createTemporaryFile, type TemporaryFile } from './opfs-files';
import { writeBytes } from './write-bytes';

/** Bytes in memory that are handed to the browser as a blob of their own, which it may move to the disk. */
const PART_BYTES = 8 << 20;

/**
 * A file that is written once from start to end and then handed out: a temporary file where this thread can have one, so that its length costs no memory. What
 * no longer fits there, and everything where there are no temporary files, is kept by the browser as blobs.
 */
export class ResultFile {
  #file: TemporaryFile | undefined;
  #fileBytes = 0;
  #isFull = false;
  #parts: Blob[] = [];
  #open: Uint8Array<ArrayBuffer>[] = [];
  #openBytes = 0;

  /** Over an empty temporary file, which it then owns; over memory without one. */
  constructor(file: TemporaryFile | undefined) {
    this.#file = file;
  }

  /** Creates the temporary file, or does without where the browser refuses. */
  static async create(): Promise<ResultFile> {
    if (!canUseTemporaryFiles()) return new ResultFile(undefined);
    try {
      return new ResultFile(await createTemporaryFile());
    } catch (error) {
      // Private windows of some browsers have the interface and refuse its use.
      if (error instanceof DOMException) return new ResultFile(undefined);
      throw error;
    }
  }

  /** Appends bytes, which must not be changed afterwards. */
  write(bytes: Uint8Array<ArrayBuffer>): void {
    const written = this.#file && !this.#isFull ? this.#writeToFile(this.#file, bytes) : 0;
    if (written === bytes.length) return;
    this.#open.push(bytes.subarray(written));
    this.#openBytes += bytes.length - written;
    if (this.#openBytes >= PART_BYTES) this.#closePart();
  }

  /** The whole as a blob, which can be read until `dispose`. */
  async finish(type: string): Promise<Blob> {
    this.#closePart();
    const onDisk = this.#file ? [await this.#file.toBlob()] : [];
    return new Blob([...onDisk, ...this.#parts], { type });
  }

  /** Deletes the file. A second call does nothing. */
  async dispose(): Promise<void> {
    this.#parts = [];
    this.#open = [];
    const file = this.#file;
    this.#file = undefined;
    await file?.dispose();
  }

  /** Bytes that went into the file: all of them, or fewer where the browser gives no more room. */
  #writeToFile({ handle }: TemporaryFile, bytes: Uint8Array<ArrayBuffer>): number {
    const written = writeBytes(handle, bytes, this.#fileBytes);
    this.#fileBytes += written;
    this.#isFull = written < bytes.length;
    // What a refused write may have left behind lies beyond the end of what counts.
    if (this.#isFull) handle.truncate(this.#fileBytes);
    return written;
  }

  #closePart(): void {
    if (this.#openBytes > 0) this.#parts.push(new Blob(this.#open));
    this.#open = [];
    this.#openBytes = 0;
  }
}
