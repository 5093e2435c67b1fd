/**
 * Temporary files in the browser's private file system. Each lives under a web lock of its own name as long as somebody uses it, so what a crashed tab
 * left behind can be told from what another tab is using.
 */
import { openSyncAccess } from './sync-access';

const FOLDER = 'pcm';
const LOCK_PREFIX = 'limpid-pcm/';

export interface TemporaryFile {
  readonly handle: FileSystemSyncAccessHandle;
  /** Closes the handle and gives the file to be read from anywhere; it stays until `dispose`. */
  toBlob(): Promise<Blob>;
  /** Closes and deletes the file, then lets go of its lock. A second call does nothing. */
  dispose(): Promise<void>;
}

/** Whether this thread can have temporary files: a worker in a secure context of a browser that has sync access handles and locks. */
export function canUseTemporaryFiles(): boolean {
  return (
    typeof navigator !== 'undefined' &&
    typeof navigator.locks !== 'undefined' &&
    typeof navigator.storage?.getDirectory === 'function' &&
    typeof FileSystemFileHandle !== 'undefined' &&
    'createSyncAccessHandle' in FileSystemFileHandle.prototype
  );
}

async function openFolder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return await root.getDirectoryHandle(FOLDER, { create: true });
}

/** Takes a lock and returns what lets go of it. */
async function holdLock(name: string): Promise<() => void> {
  return await new Promise((resolve, reject) => {
    const held = navigator.locks.request(name, () => new Promise<void>((release) => resolve(release)));
    held.catch(reject);
  });
}

/** A new empty file with a random name. Rejects with the browser's own error where it refuses. */
export async function createTemporaryFile(): Promise<TemporaryFile> {
  const name = crypto.randomUUID();
  // The lock first: a file without one is free to be removed.
  const release = await holdLock(LOCK_PREFIX + name);
  try {
    const folder = await openFolder();
    const file = await folder.getFileHandle(name, { create: true });
    const handle = await openSyncAccess(file);
    let isOpen = true;
    return {
      handle,
      async toBlob() {
        handle.close();
        return await file.getFile();
      },
      async dispose() {
        if (!isOpen) return;
        isOpen = false;
        handle.close();
        try {
          await folder.removeEntry(name);
        } finally {
          release();
        }
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** What the private file system gives; undefined where this thread has none, or the browser refuses its use. */
export async function ifAllowed<T>(open: () => Promise<T>): Promise<T | undefined> {
  if (!canUseTemporaryFiles()) return undefined;
  try {
    return await open();
  } catch (error) {
    // Private windows of some browsers have the interface and refuse its use.
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

/** Deletes files whose sessions are gone; those of this and of other tabs stay. Returns how many were deleted. */
export async function removeStaleFiles(): Promise<number> {
  const folder = await ifAllowed(openFolder);
  if (!folder) return 0;
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  // The names first, the locks second: a file is locked before it is there, so one that is listed and not locked is nobody's.
  const { held = [] } = await navigator.locks.query();
  const inUse = new Set(held.map((lock) => lock.name));
  let removed = 0;
  for (const name of names) {
    if (inUse.has(LOCK_PREFIX + name)) continue;
    try {
      await folder.removeEntry(name, { recursive: true });
      removed++;
    } catch (error) {
      // Another tab that cleans up at this moment may have been faster, or the browser is not yet done closing it: the next start will see.
      const expected = ['NotFoundError', 'NoModificationAllowedError', 'InvalidStateError'];
      if (!(error instanceof DOMException && expected.includes(error.name))) throw error;
    }
  }
  return removed;
}
