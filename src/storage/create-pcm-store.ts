import { LimpidError } from '../base/errors';
import type { PcmStore } from '../base/pcm-store';
import { MemoryPcmStore } from './memory-pcm-store';
import { canUseTemporaryFiles } from './opfs-files';
import { OpfsPcmStore } from './opfs-pcm-store';

/** A place for decoded samples: a temporary file where this thread can have one, else memory; its `kind` tells which. */
export async function createPcmStore(numChannels: number): Promise<PcmStore> {
  if (!canUseTemporaryFiles()) return new MemoryPcmStore(numChannels);
  try {
    return await OpfsPcmStore.create(numChannels);
  } catch (error) {
    // Private windows of some browsers have the interface and refuse its use.
    if (error instanceof DOMException) return new MemoryPcmStore(numChannels);
    throw error instanceof LimpidError ? error : new LimpidError('internal/bug', `no temporary file: ${String(error)}`, { cause: error });
  }
}
