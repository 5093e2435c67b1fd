import type { LimpidError } from '../base/errors';
import type { MaterialHandle, MaterialKind } from '../base/tuning';
import { updateTuning } from '../store/app-store';
import type { MaterialState, PairState } from '../store/tuning-state';
import { matchPairs } from '../worker/tune-choices';
import type { Context } from './context';
import { readOrDecode } from './decode-in-page';
import type { NamedFile } from './dropped-files';
import { runJob } from './run-job';

/** Reads recordings to learn from, one after the other; one that fails is shown and does not stop the others. Pairs are matched anew. */
export async function addMaterial(context: Context, kind: MaterialKind, files: readonly NamedFile[]): Promise<void> {
  const { store, jobs } = context;
  const added = files.map(({ file, path }) => ({ file, item: { key: jobs.nextKey(), kind, name: path, handle: undefined } }));
  updateTuning(store, ({ material }) => ({ material: [...material, ...added.map(({ item }) => item)], kept: undefined }));
  for (const { file, item } of added) {
    if (!has(context, item.key)) continue;
    await runJob(
      context,
      { kind: `material ${item.key}`, subject: item.name, onFailed: () => forget(context, item.key) },
      async (signal) => {
        setHandle(context, item.key, await readMaterial(context, signal, file));
      },
    );
  }
  await matchMaterial(context);
}

/** Adds samples that the page has recorded itself. */
export async function addRecorded(
  context: Context,
  kind: MaterialKind,
  name: string,
  samples: Float32Array<ArrayBuffer>,
  rateHz: number,
): Promise<void> {
  const key = context.jobs.nextKey();
  updateTuning(context.store, ({ material }) => ({ material: [...material, { key, kind, name, handle: undefined }], kept: undefined }));
  await runJob(context, { kind: `material ${key}`, subject: name, onFailed: () => forget(context, key) }, async (signal) => {
    const args = { name, label: 'recorded here', sampleRateHz: rateHz, channels: [samples] };
    setHandle(context, key, await context.engine.call(signal, 'addDecodedMaterial', args, { transfer: [samples.buffer] }));
  });
  await matchMaterial(context);
}

function readMaterial({ engine }: Context, signal: AbortSignal, file: File): Promise<MaterialHandle> {
  const { name } = file;
  return readOrDecode(
    signal,
    file,
    () => engine.call(signal, 'addMaterial', { file, name }),
    ({ channels, sampleRateHz }, transfer) =>
      engine.call(signal, 'addDecodedMaterial', { name, label: 'decoded by the browser', sampleRateHz, channels }, { transfer }),
  );
}

function has({ store }: Context, key: number): boolean {
  return store.getState().tuning.material.some((m) => m.key === key);
}

function setHandle({ store }: Context, key: number, handle: MaterialHandle): void {
  updateTuning(store, ({ material }) => ({ material: material.map((m) => (m.key === key ? { ...m, handle } : m)), pace: undefined }));
}

function forget({ store }: Context, key: number): void {
  updateTuning(store, ({ material, pairs }) => ({
    material: material.filter((m) => m.key !== key),
    pairs: pairs.filter(({ cleanKey, noisyKey }) => cleanKey !== key && noisyKey !== key),
    pace: undefined,
  }));
}

function unchecked(cleanKey: number, noisyKey: number): PairState {
  return { cleanKey, noisyKey, check: undefined, sameAs: undefined, error: undefined };
}

/** Takes a recording out of the material. */
export async function removeMaterial(context: Context, key: number): Promise<void> {
  const found = context.store.getState().tuning.material.find((m) => m.key === key);
  context.jobs.cancel(`material ${key}`);
  forget(context, key);
  const handle = found?.handle;
  if (handle)
    await runJob(context, { kind: `remove ${key}` }, async (signal) => {
      await context.engine.call(signal, 'removeMaterial', { materialId: handle.materialId });
    });
  await matchMaterial(context);
}

/** Matches what people have not matched themselves by name, and looks over the pairs that are new. */
async function matchMaterial(context: Context): Promise<void> {
  const { store } = context;
  const { material, pairs, byHand } = store.getState().tuning;
  const chosen = pairs.filter(({ noisyKey }) => byHand.includes(noisyKey));
  const taken = new Set(chosen.map(({ cleanKey }) => cleanKey));
  const clean = material.filter((m) => m.kind === 'clean' && m.handle && !taken.has(m.key));
  const noisy = material.filter((m) => m.kind === 'noisy' && m.handle && !byHand.includes(m.key));
  const names = (items: readonly MaterialState[]): string[] => items.map(({ name }) => name);
  const matched = matchPairs(names(clean), names(noisy)).pairs.flatMap((match): PairState[] => {
    const [cleanKey, noisyKey] = [clean[match.clean]?.key, noisy[match.noisy]?.key];
    if (cleanKey === undefined || noisyKey === undefined) return [];
    const known = pairs.find((pair) => pair.cleanKey === cleanKey && pair.noisyKey === noisyKey);
    return [known ?? unchecked(cleanKey, noisyKey)];
  });
  updateTuning(store, { pairs: [...chosen, ...matched].sort((a, b) => a.noisyKey - b.noisyKey) });
  await checkPairs(context);
}

/** Puts another clean recording beside a noisy one, or none. */
export async function pairByHand(context: Context, noisyKey: number, cleanKey: number | undefined): Promise<void> {
  updateTuning(context.store, ({ pairs, byHand }) => {
    const others = pairs.filter((pair) => pair.noisyKey !== noisyKey && pair.cleanKey !== cleanKey);
    const made = cleanKey === undefined ? [] : [unchecked(cleanKey, noisyKey)];
    return {
      pairs: [...others, ...made].sort((a, b) => a.noisyKey - b.noisyKey),
      byHand: [...new Set([...byHand, noisyKey])],
      pace: undefined,
    };
  });
  await matchMaterial(context);
}

/** Looks over the pairs that nobody has looked at. What is wrong with one stands in its row. */
async function checkPairs(context: Context): Promise<void> {
  const { store, engine } = context;
  for (const { cleanKey, noisyKey, check, error } of store.getState().tuning.pairs) {
    const ids = idsOf(context, cleanKey, noisyKey);
    if (check || error || !ids) continue;
    const set = (change: Partial<PairState>): void => changePair(context, cleanKey, noisyKey, change);
    const options = { kind: `pair ${cleanKey} ${noisyKey}`, quiet: true, onFailed: (failure: LimpidError) => set({ error: failure }) };
    await runJob(context, options, async (signal) => set({ check: await engine.call(signal, 'checkPair', ids) }));
  }
  await findDuplicates(context);
}

/** Says of each pair whether it is all but the same as one above it. */
async function findDuplicates(context: Context): Promise<void> {
  const { material, pairs } = context.store.getState().tuning;
  const looked = pairs.flatMap((pair) => {
    const ids = pair.check && idsOf(context, pair.cleanKey, pair.noisyKey);
    return ids ? [{ pair, ids }] : [];
  });
  await runJob(context, { kind: 'duplicates', quiet: true }, async (signal) => {
    const found = looked.length > 1 ? await context.engine.call(signal, 'nearDuplicates', { pairs: looked.map(({ ids }) => ids) }) : [];
    for (const [i, { pair }] of looked.entries()) {
      const earlier = looked[found.find(([later]) => later === i)?.[1] ?? -1]?.pair.noisyKey;
      const sameAs = material.find(({ key }) => key === earlier)?.name;
      if (sameAs !== pair.sameAs) changePair(context, pair.cleanKey, pair.noisyKey, { sameAs });
    }
  });
}

function idsOf({ store }: Context, cleanKey: number, noisyKey: number): { cleanId: number; noisyId: number } | undefined {
  const { material } = store.getState().tuning;
  const idOf = (key: number): number | undefined => material.find((m) => m.key === key)?.handle?.materialId;
  const [cleanId, noisyId] = [idOf(cleanKey), idOf(noisyKey)];
  return cleanId === undefined || noisyId === undefined ? undefined : { cleanId, noisyId };
}

function changePair({ store }: Context, cleanKey: number, noisyKey: number, change: Partial<PairState>): void {
  updateTuning(store, ({ pairs }) => ({
    pairs: pairs.map((pair) => (pair.cleanKey === cleanKey && pair.noisyKey === noisyKey ? { ...pair, ...change } : pair)),
  }));
}
