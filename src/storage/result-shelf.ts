import type { ResultFile } from './result-file';

/** A browser may still be copying a download of this age to its place. */
const KEEP_MS = 10 * 60_000;

/** Results that were handed out: nothing tells when a download has been copied, so each is kept for a while and then deleted when the next one comes. */
export class ResultShelf {
  #kept: { readonly file: ResultFile; readonly sinceMs: number }[] = [];

  /** Takes a result over, and deletes those that have lain here long enough. */
  async keep(file: ResultFile): Promise<void> {
    const nowMs = performance.now();
    const old = this.#kept.filter(({ sinceMs }) => nowMs - sinceMs > KEEP_MS);
    this.#kept = [...this.#kept.filter((kept) => !old.includes(kept)), { file, sinceMs: nowMs }];
    await Promise.all(old.map((kept) => kept.file.dispose()));
  }
}
