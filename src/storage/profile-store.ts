import { LimpidError } from '../base/errors';
import { once } from '../base/once';
import type { StoredProfile } from '../base/tuning';
import { type LearningDatabase, openLearningDatabase, storageError } from './learning-database';

/** Profiles in the browser's database. Each change is one transaction: whole or not at all, with any number of tabs. */
export class ProfileStore {
  readonly #open = once(openLearningDatabase);

  /** All profiles, the latest first. */
  async list(): Promise<StoredProfile[]> {
    const found = await this.#with((db) => db.getAll('profiles'));
    return found.sort((a, b) => b.createdMs - a.createdMs);
  }

  /** Keeps a profile with its model file. @throws LimpidError storage/quota */
  async add(info: StoredProfile, file: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#with(async (db) => {
      const change = db.transaction(['profiles', 'files'], 'readwrite', { durability: 'strict' });
      await Promise.all([change.objectStore('profiles').put(info), change.objectStore('files').put(file, info.id), change.done]);
    });
  }

  /** The model file of a profile. @throws LimpidError storage/not-found */
  async file(id: string): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#with((db) => db.get('files', id))) ?? gone();
  }

  /** Changes what is known of a profile; its model file stays. @throws LimpidError storage/not-found */
  async change(id: string, change: Partial<Pick<StoredProfile, 'name'>>): Promise<void> {
    await this.#with(async (db) => {
      const transaction = db.transaction('profiles', 'readwrite');
      const info = (await transaction.store.get(id)) ?? gone();
      await Promise.all([transaction.store.put({ ...info, ...change }), transaction.done]);
    });
  }

  /** Forgets a profile; one that another tab has deleted is no error. */
  async delete(id: string): Promise<void> {
    await this.#with(async (db) => {
      const change = db.transaction(['profiles', 'files'], 'readwrite');
      await Promise.all([change.objectStore('profiles').delete(id), change.objectStore('files').delete(id), change.done]);
    });
  }

  async #with<T>(work: (db: LearningDatabase) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#open());
    } catch (error) {
      throw storageError(error);
    }
  }
}

function gone(): never {
  throw new LimpidError('storage/not-found', 'This profile is not in the storage any more: another tab may have deleted it.');
}
