/** Endings of sound and video; other files of a dropped folder are left where they are. */
const ENDINGS = /\.(wav|wave|rf64|bwf|mp3|m4a|m4b|aac|oga|ogg|opus|flac|webm|weba|mp4|m4v|mov|mkv|mka|aif|aiff)$/i;
const MAX_DEPTH = 16;

/** What a drop carries of files and folders, as far as it is needed here. */
export interface Dropped {
  readonly files: Iterable<File> | ArrayLike<File>;
  readonly items: Iterable<DroppedItem> | ArrayLike<DroppedItem>;
}

/** A file with the folders that it was dropped in: `day 2/9.m4a`. */
export interface NamedFile {
  readonly file: File;
  readonly path: string;
}

interface DroppedItem {
  webkitGetAsEntry?(): FileSystemEntry | null;
}

/** All entries of a folder: browsers hand them out a hundred at a time. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

async function recordingsIn(entry: FileSystemEntry, path: string, depth: number): Promise<NamedFile[]> {
  if (entry.isFile) {
    if (!ENDINGS.test(entry.name) || entry.name.startsWith('.')) return [];
    return [{ path, file: await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)) }];
  }
  if (depth > MAX_DEPTH) return [];
  const entries = await entriesOf(entry as FileSystemDirectoryEntry);
  entries.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  const found: NamedFile[] = [];
  for (const inner of entries) found.push(...(await recordingsIn(inner, `${path}/${inner.name}`, depth + 1)));
  return found;
}

/** The files of a drop, and the recordings in its folders, in the order of their names. To be called while the drop is handled: later it is empty. */
export async function droppedFiles(transfer: Dropped | null): Promise<NamedFile[]> {
  if (!transfer) return [];
  const files = Array.from(transfer.files, (file) => ({ file, path: file.name }));
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry?.() ?? undefined).filter((entry) => entry !== undefined);
  if (!entries.some((entry) => entry.isDirectory)) return files;
  const found: NamedFile[] = [];
  for (const entry of entries) {
    // A file that was dropped by itself is wanted, whatever its name.
    if (entry.isDirectory) found.push(...(await recordingsIn(entry, entry.name, 0)));
    else found.push(...files.filter(({ path }) => path === entry.name));
  }
  return found;
}
