/** What a source holds beside its sound, for its result. */
import type { MetadataTags } from 'mediabunny';
import { LimpidError } from '../base/errors';
import { blobBytes } from '../media/byte-source';
import { openInput } from '../media/encoded-track';
import { infoChunk, readTags } from '../media/tags';
import { wavExtras } from '../media/wav-extras';

/** Title, artist and the like; none without a source. */
export async function tagsOf(file: Blob | undefined): Promise<MetadataTags> {
  if (!file) return {};
  const input = await openInput(blobBytes(file));
  try {
    return await readTags(input);
  } finally {
    input.dispose();
  }
}

/** The chunks that a WAV of the source's rate and length gets: those of a WAV as they are, else its tags. None where the source cannot be read any more. */
export async function extraChunksOf(file: Blob | undefined): Promise<Uint8Array | undefined> {
  if (!file) return undefined;
  try {
    return (await wavExtras(blobBytes(file))) ?? infoChunk(await tagsOf(file));
  } catch (error) {
    // They are a courtesy: a result is not held back for them.
    if (error instanceof LimpidError) return undefined;
    throw error;
  }
}
