import { once } from '../base/once';
import { openLearningDatabase, storageError } from './learning-database';

/** Trainings in the browser's database: what one starts from is written once, its checkpoint again and again. */
export class TrainingStore {
  readonly #open = once(openLearningDatabase);

  /** Keeps what a training starts from. @throws LimpidError storage/... */
  async begin(id: string, data: unknown): Promise<void> {
    await this.#put('trainings', id, data);
  }

  /** Replaces the checkpoint of a training. @throws LimpidError storage/...; the former checkpoint is kept then */
  async checkpoint(id: string, data: unknown): Promise<void> {
    await this.#put('checkpoints', id, data);
  }

  /** What a training starts from and its checkpoint; undefined where either is missing. */
  async read(id: string): Promise<{ start: unknown; checkpoint: unknown } | undefined> {
    return await this.#try(async () => {
      const db = await this.#open();
      const [start, checkpoint] = await Promise.all([db.get('trainings', id), db.get('checkpoints', id)]);
      return start && checkpoint && { start: start.data, checkpoint: checkpoint.data };
    });
  }

  /** Checkpoints of all trainings, the latest first. */
  async list(): Promise<{ id: string; savedMs: number; data: unknown }[]> {
    const found = await this.#try(async () => (await this.#open()).getAll('checkpoints'));
    return found.sort((a, b) => b.savedMs - a.savedMs);
  }

  /** Forgets a training; one that is not there is no error. */
  async delete(id: string): Promise<void> {
    await this.#try(async () => {
      const change = (await this.#open()).transaction(['trainings', 'checkpoints'], 'readwrite');
      await Promise.all([change.objectStore('trainings').delete(id), change.objectStore('checkpoints').delete(id), change.done]);
    });
  }

  async #put(store: 'trainings' | 'checkpoints', id: string, data: unknown): Promise<void> {
    await this.#try(async () => (await this.#open()).put(store, { id, savedMs: Date.now(), data }));
  }

  async #try<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw storageError(error);
    }
  }
}
