const PREFIX = 'limpid-training/';

/** Marks a training as in use by this tab until the returned function is called or the tab ends. Without web locks nothing is marked. */
export async function lockTraining(id: string): Promise<() => void> {
  if (typeof navigator === 'undefined' || !navigator.locks) return () => undefined;
  return await new Promise((resolve, reject) => {
    navigator.locks.request(PREFIX + id, () => new Promise<void>((release) => resolve(release))).catch(reject);
  });
}

/** Trainings that some tab is using. */
export async function lockedTrainings(): Promise<ReadonlySet<string>> {
  if (typeof navigator === 'undefined' || !navigator.locks) return new Set();
  const { held = [] } = await navigator.locks.query();
  return new Set(held.flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : [])));
}
