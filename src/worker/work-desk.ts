import { withoutEdits } from '../base/edits';
import { isAbort, LimpidError } from '../base/errors';
import { nextTask } from '../base/mutex';
import type { RenderSettings } from '../base/settings';
import type { WorkRecord, WorkShelf } from '../base/work';
import { NUM_BANDS } from '../dsp/constants';
import { NUM_MEL_BANDS } from '../dsp/mel';
import type { Recording } from '../dsp/recording';
import { discardWork, listWork } from '../storage/list-work';
import { canUseTemporaryFiles } from '../storage/opfs-files';
import { WorkFolder } from '../storage/work-folder';
import { whenFree } from '../storage/work-root';

const ROW_SIZES = { gains: NUM_BANDS, mel: NUM_MEL_BANDS };
export const NOT_KEPT_NOTICE = 'The browser gives no more storage: this work is not kept after the tab is closed. Download the result.';

/** The work that this tab has open, by its id. */
export class WorkDesk {
  readonly #open = new Map<string, WorkFolder>();
  readonly #watched = new Set<string>();

  /** `onChanged` is called when another tab lets go of work. */
  constructor(readonly onChanged: () => void) {}

  /** A place for new work; undefined where this browser or window keeps nothing. */
  async create({ name, size, settings }: { name: string; size: number; settings: RenderSettings }): Promise<string | undefined> {
    if (!canUseTemporaryFiles()) return undefined;
    const record: WorkRecord = {
      version: 2,
      name: name.slice(0, 500),
      sourceBytes: size,
      hasSource: false,
      savedMs: Date.now(),
      settings: withoutEdits(settings),
      paused: false,
      sampleRateHz: 0,
      numSamples: 0,
      numFrames: 0,
      numDone: 0,
      peak: 0,
      processingSec: 0,
      modelSha256: '',
    };
    try {
      const folder = await WorkFolder.create(record);
      this.#open.set(folder.workId, folder);
      return folder.workId;
    } catch (error) {
      // Private windows of some browsers refuse, and a full disk does too: the work goes on without being kept.
      if (error instanceof DOMException) return undefined;
      throw error;
    }
  }

  /** Copies a source beside its work; resolves to whether there was room. */
  async copySource(signal: AbortSignal, workId: string, file: Blob): Promise<boolean> {
    const folder = this.#open.get(workId);
    if (!folder) return false;
    try {
      return await folder.copySource(signal, file);
    } catch (error) {
      if (isAbort(error) || !(error instanceof DOMException)) throw error;
      return false;
    }
  }

  /** Opens saved work. @throws LimpidError storage/... */
  async take(workId: string, patienceMs: number): Promise<{ record: WorkRecord; file: File | undefined }> {
    const folder = this.#open.get(workId) ?? (await WorkFolder.open(workId, patienceMs));
    this.#open.set(workId, folder);
    const edits = await folder.edits();
    const { record } = folder;
    const settings = edits.length > 0 ? { ...record.settings, edits } : record.settings;
    return { record: { ...record, settings }, file: await folder.source() };
  }

  /** Brings what was done before into a recording that was just opened, where it is of the same sound; else begins anew. */
  attach(workId: string | undefined, recording: Recording): WorkFolder | undefined {
    const folder = workId === undefined ? undefined : this.#open.get(workId);
    if (!folder) return undefined;
    const { numFrames, numSamples, sampleRateHz } = recording;
    const { record } = folder;
    if (record.numFrames === numFrames && record.numSamples === numSamples && record.sampleRateHz === sampleRateHz) {
      const { gains, mel } = folder.readRows(ROW_SIZES);
      recording.restore(gains, mel, record.peak);
    } else {
      folder.save({ numFrames, numSamples, sampleRateHz, numDone: 0, peak: 0, processingSec: 0, modelSha256: '' });
    }
    return folder;
  }

  /** Writes settings, edits among them, or the wish to stop. */
  async save(workId: string, change: Partial<Pick<WorkRecord, 'settings' | 'paused'>>): Promise<void> {
    const folder = this.#open.get(workId);
    folder?.save(change);
    if (change.settings) await folder?.saveEdits(change.settings.edits ?? []);
  }

  /** Lets go of work, which stays in the browser. */
  release(workId: string): void {
    this.#open.get(workId)?.close();
    this.#open.delete(workId);
  }

  /** Deletes work, open here or nowhere. @throws LimpidError storage/in-use when another tab has it open */
  async discard(workId: string): Promise<void> {
    const folder = this.#open.get(workId);
    this.#open.delete(workId);
    if (folder) await folder.discard();
    else await discardWork(workId);
  }

  /** What is kept and not open; work that is open in other tabs is watched until it is let go. */
  async list(): Promise<WorkShelf> {
    const { shelf, inUse } = await listWork();
    for (const name of inUse) {
      if (this.#watched.has(name) || this.#open.has(name.split('/').at(-1) ?? '')) continue;
      this.#watched.add(name);
      void whenFree(name).then(async () => {
        this.#watched.delete(name);
        // The browser closes the other tab's files a moment after its locks.
        await nextTask();
        this.onChanged();
      });
    }
    return shelf;
  }
}

/** Writes what was done since frame `from` beside its source. @throws LimpidError internal/bug */
export function saveChunk(
  folder: WorkFolder,
  { gains, mel, peak }: Recording,
  from: number,
  change: { processingSec: number; modelSha256: string },
): void {
  const { numDone } = gains;
  if (from > numDone) throw new LimpidError('internal/bug', `frames ${from} to ${numDone} are to be kept`);
  const rows = {
    gains: gains.codes.slice(from * NUM_BANDS, numDone * NUM_BANDS),
    mel: mel.codes.slice(from * NUM_MEL_BANDS, numDone * NUM_MEL_BANDS),
  };
  folder.writeRows(from, rows, ROW_SIZES, { ...change, numDone, peak });
}
