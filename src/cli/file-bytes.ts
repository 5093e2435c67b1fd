import { type FileHandle, open } from 'node:fs/promises';
import { LimpidError } from '../base/errors';
import type { ByteSource } from '../media/audio-source';

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function unreadable(path: string, cause: unknown): LimpidError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new LimpidError('file/unreadable', `${path} cannot be read: ${reason}`, { cause });
}

async function readFully(handle: FileHandle, buffer: Uint8Array, position: number): Promise<number> {
  let done = 0;
  while (done < buffer.length) {
    const { bytesRead } = await handle.read(buffer, done, buffer.length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}

/**
 * The bytes of a file on disk, read in place. Whoever opens it closes it.
 * @throws LimpidError file/not-found when nothing is at `path`, file/unreadable when it is a folder or may not be read
 */
export async function openFileBytes(path: string): Promise<ByteSource & { close(): Promise<void> }> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (cause) {
    if (isMissing(cause)) throw new LimpidError('file/not-found', `${path} does not exist. Check the path.`, { cause });
    throw unreadable(path, cause);
  }
  const stats = await handle.stat();
  if (!stats.isFile()) {
    await handle.close();
    throw new LimpidError('file/unreadable', `${path} is not a file. Give the path of a recording.`);
  }
  const { size } = stats;
  return {
    size,
    async read(start, length) {
      const from = Math.min(Math.max(start, 0), size);
      const buffer = new Uint8Array(Math.min(length, size - from));
      try {
        return buffer.subarray(0, await readFully(handle, buffer, from));
      } catch (cause) {
        throw unreadable(path, cause);
      }
    },
    close: () => handle.close(),
  };
}
