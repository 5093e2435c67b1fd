import { withoutEdits } from '../base/edits';
import { LimpidError } from '../base/errors';
import { DEFAULT_RENDER_SETTINGS } from '../base/settings';
import { decodePresets, encodePresets } from '../storage/preset-records';
import type { SettingsPreset } from '../store/app-state';
import type { Context } from './context';
import { runJob } from './run-job';
import { setSettings } from './set-settings';

const KEY = 'limpid.presets';

/** What comes with Limpid; each says what it is for. */
export const BUILT_IN_PRESETS: readonly SettingsPreset[] = [
  { name: 'As it comes', settings: DEFAULT_RENDER_SETTINGS },
  { name: 'Natural: some room stays', settings: { ...DEFAULT_RENDER_SETTINGS, maxReductionDb: 18, holdMs: 96, keepBreaths: true } },
  { name: 'Careful: soft onsets and ends stay', settings: { ...DEFAULT_RENDER_SETTINGS, onsetMs: 48, holdMs: 192, maxReductionDb: 30 } },
  { name: 'Hiss: more off the top', settings: { ...DEFAULT_RENDER_SETTINGS, tilt: 0.5 } },
  { name: 'Rumble: more off the bottom', settings: { ...DEFAULT_RENDER_SETTINGS, tilt: -0.5 } },
  { name: 'All that can go', settings: { ...DEFAULT_RENDER_SETTINGS, maxReductionDb: 60 } },
];

/** Reads the presets that this browser keeps. */
export async function listPresets(context: Context): Promise<void> {
  await runJob(context, { kind: 'presets' }, async () => context.store.setState({ presets: decodePresets(context.local.getItem(KEY)) }));
}

async function keep(context: Context, presets: readonly SettingsPreset[]): Promise<void> {
  context.store.setState({ presets });
  await runJob(context, { kind: 'presets' }, async () => {
    try {
      context.local.setItem(KEY, encodePresets(presets));
    } catch (cause) {
      throw new LimpidError('storage/quota', 'The browser has no room for the preset: it is there until the page is closed.', { cause });
    }
  });
}

/** Keeps the present settings, but for edits, under a name; one of that name is replaced. */
export async function savePreset(context: Context, name: string): Promise<void> {
  const trimmed = name.trim().slice(0, 100);
  if (trimmed === '') return;
  const { presets, settings } = context.store.getState();
  await keep(context, [...presets.filter((preset) => preset.name !== trimmed), { name: trimmed, settings: withoutEdits(settings) }]);
}

/** Forgets a preset. */
export async function deletePreset(context: Context, name: string): Promise<void> {
  await keep(
    context,
    context.store.getState().presets.filter((preset) => preset.name !== name),
  );
}

/** Takes the settings of a preset; that is undone like any change. */
export async function usePreset(context: Context, { settings }: SettingsPreset): Promise<void> {
  await setSettings(context, settings);
}
