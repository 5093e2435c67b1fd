/**
 * Edits beside a work's tracks: two files, written in turn, so that a crash in the middle of a write leaves the former ones. Each holds four numbers of four
 * bytes (magic, sequence number, length, checksum) and JSON.
 */
import { type GainEdit, MAX_EDITS, MAX_STROKE_NUMBERS } from '../base/edits';
import { LimpidError } from '../base/errors';
import { decodeBlock, encodeBlock } from './record-slots';
import { openSyncAccess } from './sync-access';
import { writeBytes } from './write-bytes';

const FILES = ['edits-0', 'edits-1'] as const;
const VERSION = 1;
/** Longest recording, seconds, and a little more: a region at its end lies beyond it. */
const MAX_SEC = 25 * 3600;

type Fields = Readonly<Record<string, unknown>>;

function fail(what: string): never {
  throw new LimpidError('storage/corrupt', `Saved edits are damaged: ${what}. Discard the work and open the file again.`);
}

function within(from: Fields, key: string, min: number, max: number): number {
  const value = from[key];
  return typeof value === 'number' && value >= min && value <= max ? value : fail(`${key} is ${JSON.stringify(value)}`);
}

function oneOf<T extends string>(from: Fields, key: string, allowed: readonly T[]): T {
  return allowed.find((value) => value === from[key]) ?? fail(`${key} is ${JSON.stringify(from[key])}`);
}

function points(value: unknown): number[] {
  const whole = Array.isArray(value) && value.length >= 2 && value.length % 2 === 0 && value.length <= MAX_STROKE_NUMBERS;
  if (!whole || !value.every((v) => typeof v === 'number' && Math.abs(v) <= MAX_SEC)) return fail('a stroke has no points');
  return value;
}

function restoreEdit(value: unknown): GainEdit {
  if (typeof value !== 'object' || value === null) return fail('an edit is none');
  const from = value as Fields;
  if (oneOf(from, 'kind', ['region', 'stroke']) === 'region') {
    const [startSec, endSec] = [within(from, 'startSec', -1, MAX_SEC), within(from, 'endSec', -1, MAX_SEC)];
    const effect = oneOf(from, 'effect', ['process', 'protect', 'ease']);
    return { kind: 'region', effect, startSec, endSec, strength: within(from, 'strength', 0, 1) };
  }
  const effect = oneOf(from, 'effect', ['keep', 'remove']);
  const [radiusSec, radiusBands] = [within(from, 'radiusSec', 1e-6, MAX_SEC), within(from, 'radiusBands', 1e-6, 1000)];
  return { kind: 'stroke', effect, points: points(from['points']), radiusSec, radiusBands };
}

/** Edits as they were read back, checked field by field. @throws LimpidError storage/version, storage/corrupt */
export function restoreEdits(value: unknown): GainEdit[] {
  if (typeof value !== 'object' || value === null) return fail('they are none');
  const { version, edits } = value as Fields;
  if (typeof version === 'number' && version > VERSION)
    throw new LimpidError('storage/version', `Saved edits have version ${version}, this page knows ${VERSION}. Reload the page.`);
  if (version !== VERSION || !Array.isArray(edits) || edits.length > MAX_EDITS) return fail('they are no list of this version');
  return edits.map(restoreEdit);
}

async function blockOf(folder: FileSystemDirectoryHandle, name: string): Promise<{ value: unknown; sequence: number } | undefined> {
  try {
    const file = await (await folder.getFileHandle(name)).getFile();
    return decodeBlock(new Uint8Array(await file.arrayBuffer()));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return undefined;
    throw error;
  }
}

async function latest(folder: FileSystemDirectoryHandle): Promise<{ value: unknown; sequence: number } | undefined> {
  const blocks = await Promise.all(FILES.map((name) => blockOf(folder, name)));
  return blocks.filter((block) => block !== undefined).sort((a, b) => b.sequence - a.sequence)[0];
}

/** The edits that lie in a work's folder; none where there are none. @throws LimpidError storage/version, storage/corrupt */
export async function readEdits(folder: FileSystemDirectoryHandle): Promise<GainEdit[]> {
  const block = await latest(folder);
  return block ? restoreEdits(block.value) : [];
}

/** Keeps edits in a work's folder. Resolves to whether there was room. */
export async function writeEdits(folder: FileSystemDirectoryHandle, edits: readonly GainEdit[]): Promise<boolean> {
  const sequence = ((await latest(folder))?.sequence ?? 0) + 1;
  const bytes = encodeBlock({ version: VERSION, edits }, sequence);
  const file = await folder.getFileHandle(FILES[sequence % 2 === 0 ? 0 : 1], { create: true });
  const handle = await openSyncAccess(file);
  try {
    handle.truncate(0);
    const whole = writeBytes(handle, bytes, 0) === bytes.length;
    handle.flush();
    return whole;
  } finally {
    handle.close();
  }
}
