import { type GainEdit, withoutEdits } from '../base/edits';
import { changedSettings, type RenderSettings } from '../base/settings';
import type { RecordingState } from '../store/app-state';
import { updateRecording } from '../store/app-store';
import { currentRecording } from '../store/selectors';
import { closeAbx } from './abx';
import type { Context } from './context';
import { saveWork } from './keep-work';
import { refreshPictures } from './refresh-pictures';

/** Changes settings, held within their ranges; sound and pictures follow without a new inference. */
export async function setSettings(context: Context, change: Partial<RenderSettings>): Promise<void> {
  const { store } = context;
  const former = store.getState().settings;
  const settings = changedSettings(former, change);
  const recording = currentRecording(store.getState());
  if (recording) remember(context, recording, former);
  await apply(context, settings);
}

/** Changes that follow each other within this time are one step: a slider that is dragged. */
const ONE_STEP_MS = 600;
const MAX_STEPS = 100;
const lastChangeMs = new WeakMap<Context, number>();

function remember(context: Context, { key, past }: RecordingState, former: RenderSettings): void {
  const nowMs = performance.now();
  const isDrag = nowMs - (lastChangeMs.get(context) ?? Number.NEGATIVE_INFINITY) < ONE_STEP_MS && past.length > 0;
  lastChangeMs.set(context, nowMs);
  updateRecording(context.store, key, { past: isDrag ? past : [...past, former].slice(-MAX_STEPS), future: [] });
}

async function apply(context: Context, settings: RenderSettings): Promise<void> {
  const { store, player } = context;
  store.setState({ settings });
  closeAbx(context);
  // What is still being drawn and measured of the former settings would only keep the engine from the sound.
  for (const kind of ['overview', 'levels']) context.jobs.cancel(kind);
  const heard = player.refresh();
  const { current } = store.getState();
  if (current === undefined) return;
  updateRecording(store, current, { settings, downloaded: false });
  // The ear comes first: until the sound has followed, the engine has nothing else to do.
  await heard;
  saveWork(context, current, { settings });
  await refreshPictures(context, current);
}

/** Replaces the edits of the recording on screen; `drag` joins changes that follow each other at once into one step to undo. */
export async function changeEdits(context: Context, edits: readonly GainEdit[], { drag }: { drag: boolean }): Promise<void> {
  const { settings: former } = context.store.getState();
  const recording = currentRecording(context.store.getState());
  if (!recording) return;
  if (!drag) lastChangeMs.delete(context);
  remember(context, recording, former);
  if (!drag) lastChangeMs.delete(context);
  await apply(context, { ...withoutEdits(former), ...(edits.length > 0 && { edits }) });
}

/** Takes the last change of settings back. */
export async function undoSettings(context: Context): Promise<void> {
  const recording = currentRecording(context.store.getState());
  const former = recording?.past.at(-1);
  if (!recording || !former) return;
  const { key, past, future, settings } = recording;
  updateRecording(context.store, key, { past: past.slice(0, -1), future: [settings, ...future] });
  lastChangeMs.delete(context);
  await apply(context, former);
}

/** Makes the last change that was taken back again. */
export async function redoSettings(context: Context): Promise<void> {
  const recording = currentRecording(context.store.getState());
  const [next, ...rest] = recording?.future ?? [];
  if (!recording || !next) return;
  updateRecording(context.store, recording.key, { past: [...recording.past, recording.settings], future: rest });
  lastChangeMs.delete(context);
  await apply(context, next);
}

/** Gives every other recording the settings of the one on screen, but not its edits; each can be undone there. */
export function applySettingsToAll(context: Context): void {
  const { store } = context;
  const { settings, current, recordings } = store.getState();
  for (const recording of recordings) {
    if (recording.key === current || recording.settings === settings) continue;
    const past = [...recording.past, recording.settings].slice(-MAX_STEPS);
    const { edits } = recording.settings;
    const own = { ...withoutEdits(settings), ...(edits && { edits }) };
    updateRecording(store, recording.key, { settings: own, past, future: [], downloaded: false });
    saveWork(context, recording.key, { settings: own });
  }
}
