function isQuota(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}

/**
 * Writes to a file of the browser and returns how many of the bytes are in it: fewer than given where the quota is used up or the disk is full. Browsers throw
 * then, or write less, or (Chromium, private windows) claim to have written what they have not, so the file's size has the last word.
 */
export function writeBytes(
  handle: Pick<FileSystemSyncAccessHandle, 'write' | 'getSize'>,
  bytes: Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer>,
  at: number,
): number {
  try {
    const claimed = handle.write(bytes, { at });
    return Math.max(0, Math.min(claimed, handle.getSize() - at));
  } catch (error) {
    if (isQuota(error)) return 0;
    throw error;
  }
}
