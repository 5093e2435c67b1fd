import { LimpidError } from '../base/errors';
import type { Context } from './context';
import { type Dropped, droppedFiles } from './dropped-files';
import { openRecordings } from './open-recordings';
import { importProfiles } from './profiles';
import { runJob } from './run-job';
import { showSection } from './show-section';

/** Whether a file claims to be a profile. */
export function isProfileFile({ name }: File): boolean {
  return /\.safetensors$/i.test(name);
}

/** Takes files that were dropped or pasted anywhere: profiles are imported, everything else is opened and denoised. */
export async function takeFiles(context: Context, files: readonly File[]): Promise<void> {
  const profiles = files.filter(isProfileFile);
  const recordings = files.filter((file) => !isProfileFile(file));
  if (recordings.length > 0) showSection(context, 'denoise');
  else if (profiles.length > 0) showSection(context, 'profiles');
  await Promise.all([importProfiles(context, profiles), openRecordings(context, recordings)]);
}

/** Takes what was dropped or pasted: files, and the recordings in folders. */
export async function takeDrop(context: Context, transfer: Dropped | null): Promise<void> {
  await runJob(context, { kind: 'drop' }, async () => {
    const files = await droppedFiles(transfer).catch((cause: unknown) => {
      throw new LimpidError('file/unreadable', `The folder cannot be read: ${String(cause)}. Open its files instead.`, { cause });
    });
    if (files.length > 0) void takeFiles(context, files);
  });
}
