import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LimpidError } from '../base/errors';
import { type Model, parseModel } from '../net/model';
import { DISCRIMINATOR_FOLDER, parseDiscriminator } from '../tune/discriminator';
import type { Weights } from '../tune/session-types';

/** Reads a model by the name of its folder in models/, or by the path of a .safetensors file. @throws LimpidError weights/... */
export async function loadModel(idOrPath: string): Promise<Model> {
  const path = idOrPath.endsWith('.safetensors') ? idOrPath : join(modelsFolder(), idOrPath, 'model.safetensors');
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new LimpidError(
      'weights/missing',
      `There is no model ${JSON.stringify(idOrPath)}: ${path} cannot be read. Give the name of a folder in models/ or a .safetensors file.`,
      { cause },
    );
  });
  return await parseModel(bytes);
}

/** Reads the discriminator, which looks at pictures and so serves models of every size. @throws LimpidError weights/... */
export async function loadDiscriminator(): Promise<Weights> {
  const path = join(modelsFolder(), DISCRIMINATOR_FOLDER, 'discriminator.safetensors');
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new LimpidError('weights/missing', `There is no discriminator: ${path} cannot be read. Train without it.`, { cause });
  });
  return await parseDiscriminator(bytes);
}

/** LIMPID_MODELS, or the nearest folder `models` at or above this file, which runs from sources and from a bundle. */
function modelsFolder(): string {
  const given = process.env['LIMPID_MODELS'];
  if (given !== undefined) return given;
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'models')) && dirname(folder) !== folder) folder = dirname(folder);
  return join(folder, 'models');
}
