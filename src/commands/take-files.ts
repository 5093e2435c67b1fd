import { LimpidError } from '../base/errors';
import type { MaterialKind } from '../base/tuning';
import { sideOf } from '../worker/tune-choices';
import type { Context } from './context';
import { type Dropped, droppedFiles, type NamedFile } from './dropped-files';
import { openRecordings } from './open-recordings';
import { importProfiles } from './profiles';
import { runJob } from './run-job';
import { showSection } from './show-section';
import { addMaterial } from './tune-material';

/** Whether a file claims to be a profile. */
function isProfileFile({ name }: File): boolean {
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

/** Takes what was dropped or pasted: files, and the recordings in folders. `target` is the kind of material that it was dropped on. */
export async function takeDrop(context: Context, transfer: Dropped | null, target?: MaterialKind): Promise<void> {
  await runJob(context, { kind: 'drop' }, async () => {
    const files = await droppedFiles(transfer).catch((cause: unknown) => {
      throw new LimpidError('file/unreadable', `The folder cannot be read: ${String(cause)}. Open its files instead.`, { cause });
    });
    if (files.length === 0) return;
    if (context.store.getState().section === 'fine-tune') void takeMaterial(context, files, target);
    else
      void takeFiles(
        context,
        files.map(({ file }) => file),
      );
  });
}

/** Takes files for the fine-tune tab as what they were dropped on, else as what their names say; those that say nothing are noisy. */
async function takeMaterial(context: Context, files: readonly NamedFile[], target: MaterialKind | undefined): Promise<void> {
  const { status } = context.store.getState().tuning.run;
  await importProfiles(context, files.map(({ file }) => file).filter(isProfileFile));
  if (status !== 'idle' && status !== 'stopped') return;
  const recordings = files.filter(({ file }) => !isProfileFile(file));
  for (const kind of ['clean', 'noisy', 'noise'] as const) {
    const some = recordings.filter(({ path }) => (target ?? sideOf(path) ?? 'noisy') === kind);
    if (some.length > 0) await addMaterial(context, kind, some);
  }
}
