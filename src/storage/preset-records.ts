import { LimpidError } from '../base/errors';
import type { RenderSettings } from '../base/settings';
import { restoreSettings } from './restore-settings';

const VERSION = 1;
const MAX_PRESETS = 200;
const MAX_NAME_LENGTH = 100;

interface PresetRecord {
  readonly name: string;
  readonly settings: RenderSettings;
}

/** Presets as text that `decodePresets` reads. */
export function encodePresets(presets: readonly PresetRecord[]): string {
  return JSON.stringify({ version: VERSION, presets });
}

/**
 * Presets as they were read back, checked one by one; none where nothing was written.
 * @throws LimpidError storage/corrupt when anything is out of place, storage/version when a later version of Limpid wrote them
 */
export function decodePresets(text: string | null): PresetRecord[] {
  if (text === null) return [];
  const { version, presets } = parsed(text);
  if (typeof version === 'number' && version > VERSION)
    throw new LimpidError('storage/version', `Saved presets have version ${version}, this page knows ${VERSION}. Reload the page.`);
  if (version !== VERSION || !Array.isArray(presets) || presets.length > MAX_PRESETS) throw damaged();
  return presets.map((preset: unknown) => {
    if (typeof preset !== 'object' || preset === null) throw damaged();
    const { name, settings } = preset as Record<string, unknown>;
    if (typeof name !== 'string' || name.length === 0 || name.length > MAX_NAME_LENGTH) throw damaged();
    return { name, settings: restoreSettings(settings) };
  });
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw new LimpidError('storage/corrupt', damaged().message, { cause });
  }
  throw damaged();
}

function damaged(): LimpidError {
  return new LimpidError('storage/corrupt', 'The saved presets are damaged. Save them anew; those that come with Limpid are still there.');
}
