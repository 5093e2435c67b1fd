const opening = new Set<FileSystemFileHandle>();

/**
 * The access handle of a file, for workers. Rejects with the browser's own error where it refuses.
 *
 * Chromium never answers once the file handle that was asked has been collected as garbage, so that is held until the answer is there.
 */
export async function openSyncAccess(file: FileSystemFileHandle): Promise<FileSystemSyncAccessHandle> {
  opening.add(file);
  try {
    return await file.createSyncAccessHandle();
  } finally {
    opening.delete(file);
  }
}
