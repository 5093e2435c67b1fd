import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel } from '../../src/cli/load-model';
import type { Model } from '../../src/net/model';
import { randomModel } from '../../src/net/random-model.test-support';

/** A model that ships, or one of that architecture with random weights, which takes as long. */
export async function benchModel(name: string): Promise<{ model: Model; weights: 'shipped' | 'random' }> {
  if (existsSync(join('models', name, 'model.safetensors'))) return { model: await loadModel(name), weights: 'shipped' };
  return { model: randomModel(name), weights: 'random' };
}
