/** Names of clean and noisy files that belong together, as indices; and those that found no partner. */
export interface MatchedNames {
  readonly pairs: readonly { readonly clean: number; readonly noisy: number }[];
  readonly unmatchedClean: readonly number[];
  readonly unmatchedNoisy: readonly number[];
}

/** Words by which people tell the two apart; they are taken out of a name before it is compared. */
const CLEAN_WORDS = ['clean', 'cleaned', 'dry', 'reference', 'ref', 'target', 'clear', 'original', 'close', 'headset', 'lav', 'lavalier'];
const NOISY_WORDS = ['noisy', 'noise', 'mix', 'mixed', 'mixture', 'input', 'degraded', 'far', 'room', 'camera', 'cam', 'raw'];

/** A file's place without its extension, in lower case, as words: `Take 3/Anna_noisy.WAV` is take, 3, anna, noisy. */
function wordsOf(path: string): string[] {
  return path
    .toLowerCase()
    .normalize('NFC')
    .replace(/\.[a-z0-9]{1,5}$/, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function keyOf(words: readonly string[], taken: readonly string[]): string {
  return words.filter((word) => !taken.includes(word)).join(' ');
}

/** Keys under which a path can be found, the most telling first: its whole path, then its own name alone. */
function keysOf(path: string, taken: readonly string[]): readonly [string, string] {
  const name = path.split(/[\\/]/).at(-1) ?? path;
  return [keyOf(wordsOf(path), taken), keyOf(wordsOf(name), taken)];
}

/**
 * Matches clean and noisy recordings by name: the same path but for words such as clean and noisy (`clean/x` and `noisy/x`, `x_clean` and `x_noisy`), else the
 * same file name. A name that fits two files of one side fits none: people sort that out.
 */
export function matchPairs(cleanNames: readonly string[], noisyNames: readonly string[]): MatchedNames {
  const freeClean = new Set(cleanNames.keys());
  const freeNoisy = new Set(noisyNames.keys());
  const pairs: { clean: number; noisy: number }[] = [];
  for (const level of [0, 1] as const) {
    const byKey = (names: readonly string[], free: ReadonlySet<number>, taken: readonly string[]): Map<string, number[]> => {
      const out = new Map<string, number[]>();
      for (const i of free) {
        const key = keysOf(names[i]!, taken)[level];
        if (key !== '') out.set(key, [...(out.get(key) ?? []), i]);
      }
      return out;
    };
    const noisyByKey = byKey(noisyNames, freeNoisy, NOISY_WORDS);
    for (const [key, clean] of byKey(cleanNames, freeClean, CLEAN_WORDS)) {
      const noisy = noisyByKey.get(key) ?? [];
      if (clean.length !== 1 || noisy.length !== 1) continue;
      pairs.push({ clean: clean[0]!, noisy: noisy[0]! });
      freeClean.delete(clean[0]!);
      freeNoisy.delete(noisy[0]!);
    }
  }
  return { pairs: pairs.sort((a, b) => a.noisy - b.noisy), unmatchedClean: [...freeClean], unmatchedNoisy: [...freeNoisy] };
}

/** Which side a name that was dropped among others belongs to, by the last such word in its path; undefined where there is none. */
export function sideOf(path: string): 'clean' | 'noisy' | undefined {
  const last = wordsOf(path).findLast((word) => CLEAN_WORDS.includes(word) || NOISY_WORDS.includes(word));
  if (last === undefined) return undefined;
  return CLEAN_WORDS.includes(last) ? 'clean' : 'noisy';
}
