import { LimpidError } from '../base/errors';
import { ARCHITECTURES, type Architecture, weightShapes } from './architecture';
import { type NamedTensor, parseSafetensors } from './safetensors';
import { safetensorsData, writeSafetensors } from './write-safetensors';

/** Format number that this version reads and writes. */
const FORMAT = '1';

/** A generator's weights on the CPU side, where a lost GPU cannot take them. */
export interface Model {
  readonly architecture: Architecture;
  readonly weights: ReadonlyMap<string, NamedTensor>;
  /** SHA-256 of the weights, hexadecimal. */
  readonly sha256: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads and checks a model file: structure, format, architecture, names, shapes, finite values, checksum.
 * @throws LimpidError weights/corrupt or weights/version
 */
export async function parseModel(bytes: Uint8Array): Promise<Model> {
  const { metadata, tensors, data } = parseSafetensors(bytes);
  const format = metadata['limpid.format'];
  if (format === undefined) {
    throw new LimpidError(
      'weights/corrupt',
      'This is a safetensors file, but not one of Limpid: its metadata has no limpid.format. Choose a model or profile of Limpid.',
    );
  }
  if (format !== FORMAT) {
    throw new LimpidError(
      'weights/version',
      `The model file has format ${format}, this version reads ${FORMAT}. Update Limpid, or export the model again.`,
    );
  }
  const architecture = ARCHITECTURES.find(({ name }) => name === metadata['architecture']);
  if (!architecture) {
    const known = ARCHITECTURES.map(({ name }) => name).join(', ');
    throw new LimpidError(
      'weights/version',
      `The model has architecture ${JSON.stringify(metadata['architecture'])}, this version knows ${known}. Update Limpid.`,
    );
  }
  checkShapes(architecture, tensors);
  const sha256 = await sha256Hex(data);
  if (sha256 !== metadata['sha256']) {
    throw new LimpidError(
      'weights/corrupt',
      `The model file is damaged: its weights have the checksum ${sha256}, expected ${metadata['sha256']}. Fetch it again.`,
    );
  }
  return { architecture, weights: tensors, sha256, metadata };
}

function checkShapes(architecture: Architecture, tensors: ReadonlyMap<string, NamedTensor>): void {
  const expected = weightShapes(architecture);
  for (const [name, shape] of expected) {
    const found = tensors.get(name)?.shape;
    if (found === undefined)
      throw new LimpidError('weights/corrupt', `The model lacks the tensor ${name} of architecture ${architecture.name}.`);
    if (found.join() !== shape.join())
      throw new LimpidError(
        'weights/corrupt',
        `The tensor ${name} has shape [${found}], architecture ${architecture.name} has [${shape}].`,
      );
  }
  for (const name of tensors.keys()) {
    if (!expected.has(name))
      throw new LimpidError('weights/corrupt', `The model has a tensor ${name} that architecture ${architecture.name} does not know.`);
  }
}

/** SHA-256, hexadecimal. */
export async function sha256Hex(data: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', data as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * The bytes of a model file: what `parseModel` reads. `metadata` holds what goes beside format, architecture and checksum, such as parent and scores.
 */
export async function writeModel(
  architecture: Architecture,
  weights: ReadonlyMap<string, NamedTensor>,
  metadata: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  checkShapes(architecture, weights);
  const sha256 = await sha256Hex(safetensorsData(weights));
  return writeSafetensors({ ...metadata, 'limpid.format': FORMAT, architecture: architecture.name, sha256 }, weights);
}
