import { join } from 'node:path';
import { LimpidError } from '../base/errors';
import type { FftLibrary } from '../dsp/fft';
import { matchPairs } from '../tune/pairs';
import { nearDuplicates, preparePair } from '../tune/prepare';
import { type AlignedPair, NO_RECORDINGS, type Recordings } from '../tune/recordings';
import type { FinetuneArguments } from './finetune-options';
import { listWavs, readFolder, readMono } from './wav-folder';

/** Says something to people on standard error. */
type Tell = (text: string) => void;

/** Reads what the command line names. @throws LimpidError file/..., decode/..., finetune/... */
export async function readRecordings(library: FftLibrary, { clean, noisy, noise }: FinetuneArguments, tell: Tell): Promise<Recordings> {
  const noises = noise === undefined ? [] : await readFolder(noise);
  if (clean !== undefined && noisy !== undefined)
    return { ...NO_RECORDINGS, pairs: await readPairs(library, clean, noisy, tell), noise: noises };
  if (clean !== undefined) return { ...NO_RECORDINGS, speech: await readFolder(clean), noise: noises };
  return { ...NO_RECORDINGS, noisy: noisy === undefined ? [] : await readFolder(noisy), noise: noises };
}

/** Matches, aligns and checks pairs; those that do not fit are named and left out. */
async function readPairs(library: FftLibrary, cleanFolder: string, noisyFolder: string, tell: Tell): Promise<AlignedPair[]> {
  const [cleanNames, noisyNames] = [await listWavs(cleanFolder), await listWavs(noisyFolder)];
  const { pairs: matched, unmatchedClean, unmatchedNoisy } = matchPairs(cleanNames, noisyNames);
  for (const i of unmatchedClean) tell(`${join(cleanFolder, cleanNames[i] ?? '')}: no noisy recording of this name; left out.`);
  for (const i of unmatchedNoisy) tell(`${join(noisyFolder, noisyNames[i] ?? '')}: no clean recording of this name; left out.`);
  const pairs: AlignedPair[] = [];
  for (const match of matched) {
    const [cleanName, noisyName] = [cleanNames[match.clean] ?? '', noisyNames[match.noisy] ?? ''];
    try {
      const { pair, check } = preparePair(
        library,
        noisyName,
        await readMono(join(cleanFolder, cleanName)),
        await readMono(join(noisyFolder, noisyName)),
      );
      pairs.push(pair);
      for (const { text } of check.notices) tell(`${noisyName}: ${text}`);
    } catch (error) {
      if (!(error instanceof LimpidError)) throw error;
      tell(`${error.code}: ${error.message} Left out.`);
    }
  }
  const duplicates = new Map(nearDuplicates(pairs));
  for (const [later, earlier] of duplicates) tell(`${pairs[later]?.name} is all but the same as ${pairs[earlier]?.name}: left out.`);
  if (pairs.length === 0) {
    throw new LimpidError(
      'finetune/no-material',
      `No pair of ${cleanFolder} and ${noisyFolder} can be learnt from: of ${cleanNames.length} and ${noisyNames.length} files ${matched.length} match by name.`,
    );
  }
  return pairs.filter((_, i) => !duplicates.has(i));
}
