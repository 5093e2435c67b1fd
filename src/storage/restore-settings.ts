import { LimpidError } from '../base/errors';
import { changedSettings, DEFAULT_RENDER_SETTINGS, type RenderSettings } from '../base/settings';

/** What settings hold besides the ones that every version has had, so that those of an earlier one can be read. */
type Unchecked = Readonly<Record<string, unknown>>;

function fail(what: string, value: unknown): never {
  throw new LimpidError('storage/corrupt', `Saved settings are damaged: ${what} is ${JSON.stringify(value)}. Set them anew.`);
}

function checked<T>(from: Unchecked, key: string, isValid: (value: unknown) => value is T, otherwise: T): T {
  const value = from[key];
  if (value === undefined) return otherwise;
  return isValid(value) ? value : fail(key, value);
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isLimit = (value: unknown): value is number | 'auto' => value === 'auto' || isNumber(value);
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
const isMethod = (value: unknown): value is RenderSettings['method'] => value === 'gains' || value === 'griffin-lim';

/**
 * Settings as they were read back, checked field by field; those that an earlier version did not know have their defaults.
 * @throws LimpidError storage/corrupt when anything is of another type or out of its range
 */
export function restoreSettings(value: unknown): RenderSettings {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail('the whole', value);
  const from = value as Unchecked;
  if (from['strength'] === undefined || from['maxReductionDb'] === undefined) return fail('strength or maxReductionDb', undefined);
  const defaults = DEFAULT_RENDER_SETTINGS;
  const settings: RenderSettings = {
    strength: checked(from, 'strength', isNumber, defaults.strength),
    maxReductionDb: checked(from, 'maxReductionDb', isLimit, defaults.maxReductionDb),
    onsetMs: checked(from, 'onsetMs', isNumber, defaults.onsetMs),
    holdMs: checked(from, 'holdMs', isNumber, defaults.holdMs),
    tilt: checked(from, 'tilt', isNumber, defaults.tilt),
    keepBreaths: checked(from, 'keepBreaths', isFlag, defaults.keepBreaths),
    method: checked(from, 'method', isMethod, defaults.method),
  };
  const held = changedSettings(defaults, settings);
  for (const key of Object.keys(settings) as (keyof RenderSettings)[]) if (held[key] !== settings[key]) return fail(key, settings[key]);
  return settings;
}
