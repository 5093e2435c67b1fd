import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { type ErrorCode, LimpidError } from '../base/errors';
import type { StoredProfile } from '../base/tuning';

/** Version of the records; it rises with their shape, and `upgrade` carries former ones over. */
const VERSION = 1;
const NAME = 'limpid-learning';

/** A training that was interrupted: its place in the order, and what it takes to go on. */
interface TrainingRecord {
  readonly id: string;
  readonly savedMs: number;
  readonly data: unknown;
}

interface LearningSchema extends DBSchema {
  profiles: { key: string; value: StoredProfile };
  /** Model files by profile id. */
  files: { key: string; value: Uint8Array<ArrayBuffer> };
  /** What does not change while a training runs. */
  trainings: { key: string; value: TrainingRecord };
  /** What does: replaced at every evaluation. */
  checkpoints: { key: string; value: TrainingRecord };
}

export type LearningDatabase = IDBPDatabase<LearningSchema>;

/** Opens the database of profiles and trainings; a tab with another version is not blocked by this one. @throws LimpidError storage/unavailable, storage/version */
export async function openLearningDatabase(): Promise<LearningDatabase> {
  if (typeof indexedDB === 'undefined')
    throw new LimpidError('storage/unavailable', 'This browser keeps no data for pages (no IndexedDB).');
  try {
    return await openDB<LearningSchema>(NAME, VERSION, {
      upgrade(db) {
        db.createObjectStore('profiles', { keyPath: 'id' });
        db.createObjectStore('files');
        db.createObjectStore('trainings', { keyPath: 'id' });
        db.createObjectStore('checkpoints', { keyPath: 'id' });
      },
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    });
  } catch (error) {
    throw storageError(error);
  }
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  QuotaExceededError: 'storage/quota',
  VersionError: 'storage/version',
};

const ADVICE: Partial<Record<ErrorCode, string>> = {
  'storage/quota': 'The browser gives no more storage. Nothing that was kept before is lost.',
  'storage/version': 'Another tab has a later version of Limpid, which has changed the storage. Reload this page.',
};

/** What the browser's storage says, as a LimpidError. */
export function storageError(error: unknown): LimpidError {
  if (error instanceof LimpidError) return error;
  const name = error instanceof DOMException ? error.name : '';
  const code = CODES[name] ?? 'storage/unavailable';
  const message = ADVICE[code] ?? `The browser's storage does not answer: ${error instanceof Error ? error.message : String(error)}`;
  return new LimpidError(code, message, { cause: error });
}
