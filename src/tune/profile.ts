import { LimpidError } from '../base/errors';
import type { Proof } from '../base/tuning';
import { type Model, parseModel, writeModel } from '../net/model';
import type { Weights } from './session-types';

/** What a profile says about itself. */
export interface ProfileInfo {
  readonly name: string;
  /** Id of the model it was fine-tuned from, and the checksum of that model's weights. */
  readonly parent: string;
  readonly parentSha256: string;
  /** ISO 8601 date and time. */
  readonly created: string;
  /** Minutes of material learnt from. */
  readonly minutes: number;
  /** Measured when it was made; undefined where nothing could be measured. */
  readonly proof: Proof | undefined;
}

/** A model that was fine-tuned. */
export interface Profile {
  readonly model: Model;
  readonly info: ProfileInfo;
}

const LONGEST_NAME = 200;

/** The bytes of a profile: a model file with its parent and scores. */
export function writeProfile(base: Model, weights: Weights, info: ProfileInfo): Promise<Uint8Array> {
  return writeModel(base.architecture, weights, {
    'profile.name': info.name,
    parent: info.parent,
    'parent.sha256': info.parentSha256,
    created: info.created,
    minutes: String(info.minutes),
    licence: base.metadata['licence'] ?? 'MIT',
    ...(info.proof ? { proof: JSON.stringify(info.proof) } : {}),
  });
}

/**
 * Reads and checks a profile.
 * @throws LimpidError weights/corrupt (no safetensors, damaged, wrong shapes, not finite), weights/version (too recent, or of an unknown architecture),
 * weights/no-profile (a model without a parent)
 */
export async function parseProfile(bytes: Uint8Array): Promise<Profile> {
  const model = await parseModel(bytes);
  const { metadata } = model;
  const parent = metadata['parent'];
  if (parent === undefined) {
    throw new LimpidError(
      'weights/no-profile',
      `The file holds the model ${model.architecture.name}, but no profile: it names no parent. Choose an exported profile.`,
    );
  }
  const minutes = Number(metadata['minutes'] ?? Number.NaN);
  return {
    model,
    info: {
      name: (metadata['profile.name'] ?? 'Unnamed').slice(0, LONGEST_NAME),
      parent,
      parentSha256: metadata['parent.sha256'] ?? '',
      created: metadata['created'] ?? '',
      minutes: Number.isFinite(minutes) ? minutes : 0,
      proof: readProof(metadata['proof']),
    },
  };
}

function readProof(text: string | undefined): Proof | undefined {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new LimpidError('weights/corrupt', 'The scores in the profile are not JSON. Export it again.', { cause });
  }
  if (!isProof(value))
    throw new LimpidError('weights/corrupt', 'The scores in the profile have another form than expected. Export it again.');
  return value;
}

function isScores(value: unknown): boolean {
  if (value === undefined) return true;
  if (typeof value !== 'object' || value === null) return false;
  const sides = value as Record<string, unknown>;
  return ['base', 'tuned'].every((side) => {
    const scores = sides[side];
    if (typeof scores !== 'object' || scores === null) return false;
    return ['siSdrDb', 'stoi', 'melMse', 'melPsnrDb', 'seconds'].every((key) => Number.isFinite((scores as Record<string, unknown>)[key]));
  });
}

function isProof(value: unknown): value is Proof {
  if (typeof value !== 'object' || value === null) return false;
  const { own, general } = value as Record<string, unknown>;
  return isScores(own) && isScores(general);
}
