import { LimpidError } from '../base/errors';
import type { WorkRecord } from '../base/work';
import { restoreSettings } from './restore-settings';

/** Frames of 24 h: no recording that is opened has more, so neither has a track that is read. */
const MAX_FRAMES = 24 * 3600 * 62.5;
const MAX_NAME_LENGTH = 1000;
const VERSION = 2;

function fail(what: string, value: unknown): never {
  throw new LimpidError(
    'storage/corrupt',
    `Saved work is damaged: ${what} is ${JSON.stringify(value)}. Discard it and open the file again.`,
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function number(from: Readonly<Record<string, unknown>>, key: string, max: number, whole: boolean): number {
  const value = from[key];
  if (typeof value === 'number' && value >= 0 && value <= max && (!whole || Number.isInteger(value))) return value;
  return fail(key, value);
}

function text(from: Readonly<Record<string, unknown>>, key: string, allowed: RegExp): string {
  const value = from[key];
  return typeof value === 'string' && value.length <= MAX_NAME_LENGTH && allowed.test(value) ? value : fail(key, value);
}

function flag(from: Readonly<Record<string, unknown>>, key: string): boolean {
  const value = from[key];
  return typeof value === 'boolean' ? value : fail(key, value);
}

/**
 * A record as it was read back, checked field by field.
 * @throws LimpidError storage/version when a later version of Limpid wrote it, storage/corrupt when anything is out of place
 */
export function restoreWorkRecord(value: unknown): WorkRecord {
  if (!isObject(value)) return fail('the record', value);
  if (typeof value['version'] === 'number' && value['version'] > VERSION) {
    throw new LimpidError('storage/version', `Saved work has version ${value['version']}, this page knows ${VERSION}. Reload the page.`);
  }
  // Version 1 is this one with fewer settings.
  if (value['version'] !== VERSION && value['version'] !== 1) return fail('version', value['version']);
  const numFrames = number(value, 'numFrames', MAX_FRAMES, true);
  return {
    version: VERSION,
    name: text(value, 'name', /^/),
    sourceBytes: number(value, 'sourceBytes', Number.MAX_SAFE_INTEGER, true),
    hasSource: flag(value, 'hasSource'),
    savedMs: number(value, 'savedMs', Number.MAX_SAFE_INTEGER, false),
    settings: restoreSettings(value['settings']),
    paused: flag(value, 'paused'),
    sampleRateHz: number(value, 'sampleRateHz', 1e7, false),
    numSamples: number(value, 'numSamples', Number.MAX_SAFE_INTEGER, true),
    numFrames,
    numDone: number(value, 'numDone', numFrames, true),
    peak: number(value, 'peak', 1e30, false),
    processingSec: number(value, 'processingSec', Number.MAX_SAFE_INTEGER, false),
    modelSha256: text(value, 'modelSha256', /^([0-9a-f]{64})?$/),
  };
}
