import { LimpidError } from '../base/errors';
import type { TuneCheckpoint, TuneSetup } from './session-types';
import { trainedNames } from './trained-layers';

/** @throws LimpidError finetune/checkpoint unless a checkpoint was made with this setup */
export function checkCheckpoint({ base, options }: TuneSetup, from: TuneCheckpoint): void {
  const refuse = (what: string): never => {
    throw new LimpidError('finetune/checkpoint', `The checkpoint ${what}. Start the training again.`);
  };
  if (from.format !== 1) refuse(`has format ${String(from.format)}, this version reads 1`);
  if (from.baseSha256 !== base.sha256) refuse('belongs to another base model');
  if (JSON.stringify(from.options) !== JSON.stringify(options)) refuse('was made with other options');
  for (const name of trainedNames(base.architecture, options.layers)) if (!from.slots[name]) refuse(`lacks the weights ${name}`);
}
