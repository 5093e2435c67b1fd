import type { OutputFile } from '../base/output-file';

/** What mediabunny's StreamTarget hands over. */
interface Chunk {
  readonly data: Uint8Array;
  readonly position: number;
}

/** The sink for a StreamTarget that writes into a file. */
export function streamInto(file: OutputFile): WritableStream<Chunk> {
  return new WritableStream<Chunk>({ write: ({ data, position }) => file.write(position, data) });
}
