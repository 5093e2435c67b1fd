import { ResultFile } from '../storage/result-file';
import type { ResultShelf } from '../storage/result-shelf';

/** Makes a file of the browser: nothing of it stays in memory where the browser has a file system. A file that is not finished is not left behind. */
export async function makeResult(shelf: ResultShelf, type: string, write: (file: ResultFile) => Promise<void>): Promise<Blob> {
  const file = await ResultFile.create();
  try {
    await write(file);
    const blob = await file.finish(type);
    await shelf.keep(file);
    return blob;
  } catch (error) {
    await file.dispose();
    throw error;
  }
}
