import { type GainEdit, withoutEdits } from '../base/edits';
import { LimpidError } from '../base/errors';
import { Mutex, nextTask } from '../base/mutex';
import type { WorkRecord } from '../base/work';
import { decodeSlots, encodeSlot, SLOT_BYTES, SLOTS_BYTES } from './record-slots';
import { openSyncAccess } from './sync-access';
import { readEdits, writeEdits } from './work-edits';
import { restoreWorkRecord } from './work-record';
import { lockIfFree, openWorkRoot, workLock } from './work-root';
import { writeBytes } from './write-bytes';

export const TRACKS_FILE = 'tracks';
export const SOURCE_FILE = 'source';
const COPY_BYTES = 4 << 20;

/** A stretch of the two tracks, row after row of bytes. */
export interface TrackRows {
  readonly gains: Uint8Array<ArrayBuffer>;
  readonly mel: Uint8Array<ArrayBuffer>;
}

/** Bytes that one frame takes in each track. */
export interface RowSizes {
  readonly gains: number;
  readonly mel: number;
}

/**
 * One recording's work in the browser's private file system: record and tracks in one file, a copy of the source in another. It is locked for as long as it is
 * open, so no other tab opens or discards it. Where there is no more room, `isFull` is set and nothing more is written; the work itself goes on.
 */
export class WorkFolder {
  /** The browser gave no room for the tracks or for the record. */
  isFull = false;
  #isOpen = true;
  readonly #editing = new Mutex();
  /** The edits that are kept, as text. */
  #keptEdits = '[]';

  private constructor(
    readonly workId: string,
    readonly folder: FileSystemDirectoryHandle,
    readonly handle: FileSystemSyncAccessHandle,
    readonly release: () => void,
    public record: WorkRecord,
    private sequence: number,
  ) {}

  /** A new folder under a random name. Rejects with the browser's own error where it refuses. */
  static async create(record: WorkRecord): Promise<WorkFolder> {
    const workId = crypto.randomUUID();
    const release = await lockIfFree(workLock(workId));
    if (!release) throw new LimpidError('internal/bug', 'a random name was in use');
    return await WorkFolder.#locked(workId, release, true, (handle) => {
      handle.write(encodeSlot(record, 1), { at: 0 });
      return { record, sequence: 1 };
    });
  }

  /** Opens what was kept; waits up to `patienceMs` for the tab that has it open to end. @throws LimpidError storage/in-use, storage/not-found, storage/corrupt, storage/version */
  static async open(workId: string, patienceMs: number): Promise<WorkFolder> {
    const release = await lockIfFree(workLock(workId), patienceMs);
    if (!release) throw new LimpidError('storage/in-use', 'This work is open in another tab. Close it there first.');
    return await WorkFolder.#locked(workId, release, false, (handle) => {
      const head = new Uint8Array(SLOTS_BYTES);
      const read = handle.read(head, { at: 0 });
      const { value, sequence } = decodeSlots(head.subarray(0, read));
      return { record: restoreWorkRecord(value), sequence };
    });
  }

  static async #locked(
    workId: string,
    release: () => void,
    create: boolean,
    start: (handle: FileSystemSyncAccessHandle) => { record: WorkRecord; sequence: number },
  ): Promise<WorkFolder> {
    let handle: FileSystemSyncAccessHandle | undefined;
    try {
      const root = await openWorkRoot();
      const folder = await root.getDirectoryHandle(workId, { create });
      handle = await accessTo(await folder.getFileHandle(TRACKS_FILE, { create }));
      const { record, sequence } = start(handle);
      return new WorkFolder(workId, folder, handle, release, record, sequence);
    } catch (error) {
      handle?.close();
      release();
      if (error instanceof DOMException && error.name === 'NotFoundError')
        throw new LimpidError('storage/not-found', 'This work is not there any more: it was discarded, or the browser cleared it.');
      throw error;
    }
  }

  /** Changes the record; edits among the settings are kept by `saveEdits`. */
  save(change: Partial<WorkRecord>): void {
    if (!this.#isOpen) return;
    const settings = withoutEdits(change.settings ?? this.record.settings);
    this.record = { ...this.record, ...change, settings, savedMs: Date.now() };
    const next = this.sequence + 1;
    if (this.#write(encodeSlot(this.record, next), (next % 2) * SLOT_BYTES)) this.sequence = next;
  }

  /** The edits that are kept beside the record. @throws LimpidError storage/version, storage/corrupt */
  edits(): Promise<GainEdit[]> {
    return this.#editing.run(new AbortController().signal, async () => {
      const edits = await readEdits(this.folder);
      this.#keptEdits = JSON.stringify(edits);
      return edits;
    });
  }

  /** Keeps edits beside the record, one call after the other; those that are kept already are not written again. */
  async saveEdits(edits: readonly GainEdit[]): Promise<void> {
    const text = JSON.stringify(edits);
    await this.#editing.run(new AbortController().signal, async () => {
      if (!this.#isOpen || this.isFull || text === this.#keptEdits) return;
      this.isFull = !(await writeEdits(this.folder, edits));
      this.#keptEdits = text;
    });
  }

  /** Writes rows of both tracks from frame `first` on; the record tells afterwards that they are there. */
  writeRows(first: number, { gains, mel }: TrackRows, size: RowSizes, change: Partial<WorkRecord>): void {
    const { numFrames } = this.record;
    const melStart = SLOTS_BYTES + numFrames * size.gains;
    if (!this.#write(gains, SLOTS_BYTES + first * size.gains) || !this.#write(mel, melStart + first * size.mel)) return;
    this.save(change);
  }

  /** Frames [0, numDone) of both tracks. @throws LimpidError storage/corrupt when the file is shorter than its record says */
  readRows(size: RowSizes): TrackRows {
    const { numDone, numFrames } = this.record;
    const melStart = SLOTS_BYTES + numFrames * size.gains;
    if (numDone > 0 && this.handle.getSize() < melStart + numDone * size.mel)
      throw new LimpidError('storage/corrupt', 'Saved work is damaged: its tracks are shorter than they should be. It is done again.');
    const rows = { gains: new Uint8Array(numDone * size.gains), mel: new Uint8Array(numDone * size.mel) };
    this.handle.read(rows.gains, { at: SLOTS_BYTES });
    this.handle.read(rows.mel, { at: melStart });
    return rows;
  }

  /** Copies the source beside the tracks, piece by piece. Resolves to whether there was room for it. */
  async copySource(signal: AbortSignal, blob: Blob): Promise<boolean> {
    const target = await openSyncAccess(await this.folder.getFileHandle(SOURCE_FILE, { create: true }));
    try {
      for (let at = 0; at < blob.size; at += COPY_BYTES) {
        signal.throwIfAborted();
        const piece = new Uint8Array(await blob.slice(at, at + COPY_BYTES).arrayBuffer());
        if (!this.#isOpen || writeBytes(target, piece, at) < piece.length) break;
        await nextTask();
      }
      if (target.getSize() === blob.size) {
        this.save({ hasSource: true });
        return true;
      }
      target.truncate(0);
      return false;
    } finally {
      target.close();
    }
  }

  /** The copy of the source, if there is a whole one. */
  async source(): Promise<File | undefined> {
    if (!this.record.hasSource) return undefined;
    const file = await (await this.folder.getFileHandle(SOURCE_FILE)).getFile();
    return file.size === this.record.sourceBytes ? file : undefined;
  }

  /** Lets go of the work, which stays in the browser. A second call does nothing. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.handle.close();
    this.release();
  }

  /** Deletes the work. */
  async discard(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.handle.close();
    try {
      // A write of edits that has begun holds its file.
      await this.#editing.run(new AbortController().signal, async () => undefined);
      await (await openWorkRoot()).removeEntry(this.workId, { recursive: true });
    } finally {
      this.release();
    }
  }

  #write(bytes: Uint8Array<ArrayBuffer>, at: number): boolean {
    if (this.isFull || !this.#isOpen) return false;
    this.isFull = writeBytes(this.handle, bytes, at) < bytes.length;
    return !this.isFull;
  }
}

const RETRIES = 40;
const RETRY_MS = 100;

/** The access handle of a file; browsers close those of a tab that has ended a moment after its locks. */
async function accessTo(file: FileSystemFileHandle): Promise<FileSystemSyncAccessHandle> {
  for (let tries = 1; ; tries++) {
    try {
      return await openSyncAccess(file);
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'NoModificationAllowedError') || tries >= RETRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
