/** Where saved work lies in the browser's private file system, and the locks that tell which of it is open in some tab. */
const FOLDER = 'work';
const LOCK_PREFIX = 'limpid-work/';

export async function openWorkRoot(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return await root.getDirectoryHandle(FOLDER, { create: true });
}

/** Name of the lock under which a work is open. */
export function workLock(workId: string): string {
  return LOCK_PREFIX + workId;
}

/** Takes a lock and returns what lets go of it; undefined where somebody else holds it, still after `patienceMs`. */
export async function lockIfFree(name: string, patienceMs = 0): Promise<(() => void) | undefined> {
  const options = patienceMs > 0 ? { signal: AbortSignal.timeout(patienceMs) } : { ifAvailable: true };
  return await new Promise((resolve, reject) => {
    const held = navigator.locks.request(name, options, (lock) => {
      if (lock) return new Promise<void>((release) => resolve(release));
      resolve(undefined);
      return undefined;
    });
    held.catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'TimeoutError') resolve(undefined);
      else reject(error);
    });
  });
}

/** Calls back once whoever holds the lock has let go of it. */
export async function whenFree(name: string): Promise<void> {
  await navigator.locks.request(name, { mode: 'shared' }, () => undefined);
}
