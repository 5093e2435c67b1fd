import { LimpidError } from '../base/errors';
import type { StoredProfile } from '../base/tuning';
import type { Model } from '../net/model';
import type { ProfileStore } from '../storage/profile-store';
import { type ProfileInfo, parseProfile, writeProfile } from '../tune/profile';

/** No architecture that this version knows comes near it; a file beyond is refused before it is read into memory. */
const MAX_FILE_BYTES = 256 << 20;
const MAX_NAME_LENGTH = 80;

/** The profiles that the browser keeps, as model files that are checked on the way in and out. */
export class ProfileShelf {
  constructor(readonly store: ProfileStore) {}

  /** Takes in a profile's file. @throws LimpidError weights/..., storage/...; nothing is kept then */
  async import(file: Blob): Promise<StoredProfile> {
    if (file.size > MAX_FILE_BYTES)
      throw new LimpidError('weights/corrupt', `The file has ${file.size} bytes; a profile has ${MAX_FILE_BYTES} at most.`);
    return await this.add(await bytesOf(file));
  }

  /** Checks and keeps a profile's file. */
  async add(bytes: Uint8Array<ArrayBuffer>): Promise<StoredProfile> {
    const { info, model } = await parseProfile(bytes);
    const profile = storedProfile(info, model);
    await this.store.add(profile, bytes);
    return profile;
  }

  /** The weights of a profile. @throws LimpidError storage/not-found, weights/... */
  async model(id: string): Promise<Model> {
    return (await parseProfile(await this.store.file(id))).model;
  }

  /** @throws LimpidError settings/out-of-range for an empty name, storage/not-found */
  async rename(id: string, name: string): Promise<void> {
    await this.store.change(id, { name: checkedName(name) });
  }

  /** The profile as one file with its present name in it. */
  async export(id: string): Promise<{ file: Blob; fileName: string }> {
    const { model, info } = await parseProfile(await this.store.file(id));
    const name = (await this.store.list()).find((profile) => profile.id === id)?.name ?? info.name;
    const bytes = await writeProfile(model, model.weights, { ...info, name });
    return {
      file: new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/octet-stream' }),
      fileName: `${fileNameOf(name)}.safetensors`,
    };
  }
}

/** A name as it is kept: without blanks around it and not too long. @throws LimpidError settings/out-of-range when nothing is left */
export function checkedName(name: string): string {
  const wanted = name.trim().slice(0, MAX_NAME_LENGTH);
  if (wanted === '') throw new LimpidError('settings/out-of-range', 'A profile needs a name of one letter at least.');
  return wanted;
}

async function bytesOf(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new LimpidError('file/unreadable', `The file cannot be read: ${String(cause)}. Choose it again.`, { cause });
  }
}

function storedProfile(info: ProfileInfo, { architecture }: Model): StoredProfile {
  const createdMs = Date.parse(info.created);
  return {
    id: crypto.randomUUID(),
    name: info.name.trim().slice(0, MAX_NAME_LENGTH) || 'Unnamed',
    createdMs: Number.isFinite(createdMs) ? createdMs : Date.now(),
    minutes: Math.max(0, info.minutes),
    parent: info.parent,
    architecture: architecture.name,
    proof: info.proof,
  };
}

/** A name that every file system takes. */
function fileNameOf(name: string): string {
  return name.replace(/[\\/:*?"<>|\p{Cc}]+/gu, '-').replace(/^\.+/, '') || 'profile';
}
