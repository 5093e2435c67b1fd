export const SERVICE_WORKER: string;
/** Lists a build's files with their hashes in its service worker; returns the version. */
export function writeOfflineRelease(folder: string): string;
