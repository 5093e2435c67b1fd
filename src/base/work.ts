import type { RenderSettings } from './settings';

/** What the browser keeps of a recording besides its tracks: enough to go on where the work stood. */
export interface WorkRecord {
  readonly version: 2;
  readonly name: string;
  /** Bytes of the source file. */
  readonly sourceBytes: number;
  /** Whether a whole copy of the source lies beside the tracks. */
  readonly hasSource: boolean;
  /** When it was last changed, milliseconds since 1970. */
  readonly savedMs: number;
  readonly settings: RenderSettings;
  /** Stopped by the user: it is not taken up by itself. */
  readonly paused: boolean;
  /** Hz and samples per channel of the source; 0 until it has been read. */
  readonly sampleRateHz: number;
  readonly numSamples: number;
  /** Frames of both tracks, and how many of them are done. */
  readonly numFrames: number;
  readonly numDone: number;
  /** Largest magnitude of the source, as far as it was read. */
  readonly peak: number;
  /** Seconds of computing so far. */
  readonly processingSec: number;
  /** Checksum of the model that the gains come from; empty before the first. */
  readonly modelSha256: string;
}

/** Work that lies in this browser and that no tab has open. */
export interface SavedWork {
  readonly workId: string;
  /** All that it takes, source and tracks. */
  readonly numBytes: number;
  /** Undefined where the record is damaged; all that can be done with that is to discard it. */
  readonly record: WorkRecord | undefined;
}

/** What this browser keeps, and the room there is. */
export interface WorkShelf {
  readonly works: readonly SavedWork[];
  /** Bytes that this site uses, and may use, as the browser estimates them; undefined where it does not tell. */
  readonly usedBytes: number | undefined;
  readonly quotaBytes: number | undefined;
}
