import { isAbort, LimpidError } from '../base/errors';
import type { SavedWork, WorkRecord, WorkShelf } from '../base/work';
import { ifAllowed } from './opfs-files';
import { decodeSlots, SLOTS_BYTES } from './record-slots';
import { SOURCE_FILE, TRACKS_FILE } from './work-folder';
import { restoreWorkRecord } from './work-record';
import { lockIfFree, openWorkRoot, workLock } from './work-root';

async function sizeOf(folder: FileSystemDirectoryHandle): Promise<number> {
  let total = 0;
  for await (const entry of folder.values()) if (entry.kind === 'file') total += (await entry.getFile()).size;
  return total;
}

async function readRecord(folder: FileSystemDirectoryHandle): Promise<WorkRecord | undefined> {
  try {
    const file = await (await folder.getFileHandle(TRACKS_FILE)).getFile();
    const record = restoreWorkRecord(decodeSlots(new Uint8Array(await file.slice(0, SLOTS_BYTES).arrayBuffer())).value);
    if (!record.hasSource) return record;
    const source = await (await folder.getFileHandle(SOURCE_FILE)).getFile();
    return { ...record, hasSource: source.size === record.sourceBytes };
  } catch (error) {
    // A damaged record is listed as such, whatever is wrong with it, so that it can be discarded.
    if (isAbort(error)) throw error;
    return undefined;
  }
}

/** Saved work that no tab has open, the latest first, and the names of the locks of what is open somewhere. */
export async function listWork(): Promise<{ shelf: WorkShelf; inUse: readonly string[] }> {
  const root = await ifAllowed(openWorkRoot);
  if (!root) return { shelf: { works: [], usedBytes: undefined, quotaBytes: undefined }, inUse: [] };
  const names: string[] = [];
  for await (const name of root.keys()) names.push(name);
  // The names first, the locks second: a folder is locked before it is there.
  const held = new Set(((await navigator.locks.query()).held ?? []).map((lock) => lock.name));
  const works: SavedWork[] = [];
  for (const workId of names.filter((name) => !held.has(workLock(name)))) {
    try {
      const folder = await root.getDirectoryHandle(workId);
      works.push({ workId, numBytes: await sizeOf(folder), record: await readRecord(folder) });
    } catch (error) {
      // Another tab has discarded it meanwhile.
      if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
    }
  }
  works.sort((a, b) => (b.record?.savedMs ?? 0) - (a.record?.savedMs ?? 0));
  const { usage, quota } = await navigator.storage.estimate();
  return { shelf: { works, usedBytes: usage, quotaBytes: quota }, inUse: names.map(workLock).filter((name) => held.has(name)) };
}

/** Deletes saved work that no tab has open. @throws LimpidError storage/in-use */
export async function discardWork(workId: string): Promise<void> {
  const root = await openWorkRoot();
  const release = await lockIfFree(workLock(workId));
  if (!release) throw new LimpidError('storage/in-use', 'This work is open in another tab. Close it there first.');
  try {
    await root.removeEntry(workId, { recursive: true });
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
  } finally {
    release();
  }
}
