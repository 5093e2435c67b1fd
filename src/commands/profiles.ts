import { LimpidError } from '../base/errors';
import { AUTOMATIC_MODEL, modelIdOfProfile, type StoredProfile } from '../base/tuning';
import { changeModel } from './change-model';
import type { Context } from './context';
import { runJob } from './run-job';
import { saveBlob } from './save-blob';

/** Reads the list of profiles: at the start, and whenever this or another tab has changed it. */
export async function listProfiles(context: Context): Promise<void> {
  await runJob(context, { kind: 'profiles' }, async (signal) => {
    context.store.setState({ profiles: await context.engine.call(signal, 'profiles', null) });
  });
}

/** Takes in profile files, one after the other; one that is refused is shown and does not stop the others. */
export async function importProfiles(context: Context, files: readonly File[]): Promise<void> {
  for (const file of files) {
    await runJob(context, { kind: `import ${context.jobs.nextKey()}`, subject: file.name }, async (signal) => {
      await context.engine.call(signal, 'importProfile', { file });
      await changed(context);
    });
  }
}

export async function renameProfile(context: Context, id: string, name: string): Promise<void> {
  await runJob(context, { kind: `rename ${id}`, subject: name }, async (signal) => {
    await context.engine.call(signal, 'renameProfile', { id, name });
  });
  await changed(context);
}

/** Deletes a profile, which can be had back until the next one is deleted. If it is in use, the model that ships with the app takes over. */
export async function deleteProfile(context: Context, { id, name }: StoredProfile): Promise<void> {
  const { store, engine } = context;
  if (store.getState().modelId === modelIdOfProfile(id)) await changeModel(context, AUTOMATIC_MODEL);
  await runJob(context, { kind: `delete ${id}`, subject: name }, async (signal) => {
    const file = await wholeFile(context, signal, id);
    await engine.call(signal, 'deleteProfile', { id });
    store.setState({ deleted: file && { name, file } });
  });
  await changed(context);
}

/** The file of a profile; nothing where it is damaged, which is no reason to keep it. */
async function wholeFile({ engine }: Context, signal: AbortSignal, id: string): Promise<ArrayBuffer | undefined> {
  try {
    return await (await engine.call(signal, 'exportProfile', { id })).file.arrayBuffer();
  } catch (error) {
    if (error instanceof LimpidError && /^(weights|storage)[/]/.test(error.code)) return undefined;
    throw error;
  }
}

/** Brings back what was deleted last. */
export async function undoDelete(context: Context): Promise<void> {
  const { deleted } = context.store.getState();
  if (!deleted) return;
  await runJob(context, { kind: 'undo delete', subject: deleted.name }, async (signal) => {
    await context.engine.call(signal, 'importProfile', { file: new Blob([deleted.file]) });
    context.store.setState({ deleted: undefined });
  });
  await changed(context);
}

/** Hands a profile to the browser's downloads, as one file. */
export async function exportProfile(context: Context, id: string): Promise<void> {
  await runJob(context, { kind: `export ${id}` }, async (signal) => {
    const { file, fileName } = await context.engine.call(signal, 'exportProfile', { id });
    saveBlob(file, fileName);
  });
}

/** Tells this tab and the others that the list is another one. */
async function changed(context: Context): Promise<void> {
  context.tellTabs();
  await listProfiles(context);
}
