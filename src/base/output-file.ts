/** A file that is written at any place, can be read back meanwhile, and is handed out at the end. */
export interface OutputFile {
  /** Bytes so far. */
  readonly size: number;
  /** Writes bytes, which must not be changed afterwards; a place behind the end leaves zeros before it. */
  write(position: number, bytes: Uint8Array): Promise<void>;
  /** Bytes [start, start + length), cut at the end. */
  read(start: number, length: number): Promise<Uint8Array>;
}
