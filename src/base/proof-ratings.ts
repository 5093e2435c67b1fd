import type { Rating } from './figures';
import type { ProofExcerpts, ProofRatings } from './tuning';

/** A fall of the rating that is told in words: of OVRL, 1...5. */
const LEAST_FALL = 0.1;

type Rate = (excerpts: readonly Float32Array[]) => Promise<readonly Rating[]>;

function meanOverall(ratings: readonly Rating[]): number {
  return ratings.reduce((sum, { ovrl }) => sum + ovrl / ratings.length, 0);
}

/** Rates what a proof measured; the base model's ratings are taken over where they are known. */
export async function rateProof(rate: Rate, { own, general }: ProofExcerpts, known: ProofRatings | undefined): Promise<ProofRatings> {
  const sets = [general, ...(own ? [own] : [])];
  const ratings = await rate(sets.flatMap(({ base, tuned }) => [...(known ? [] : base), ...tuned]));
  let taken = 0;
  const next = (count: number): number => {
    taken += count;
    return meanOverall(ratings.slice(taken - count, taken));
  };
  const rated = (set: ProofExcerpts['general'], former: ProofRatings['general'] | undefined): ProofRatings['general'] => ({
    base: former?.base ?? next(set.base.length),
    tuned: next(set.tuned.length),
  });
  const others = rated(general, known?.general);
  return own ? { own: rated(own, known?.own), general: others } : { general: others };
}

/** Says where the rating falls, and by how much; undefined where it does not. */
export function ratingFallText({ own, general }: ProofRatings): string | undefined {
  const falls = [
    { fall: own ? own.base - own.tuned : 0, on: 'your recordings' },
    { fall: general.base - general.tuned, on: 'other voices' },
  ].filter(({ fall }) => fall >= LEAST_FALL);
  if (falls.length === 0) return undefined;
  const text = falls.map(({ fall, on }) => `by ${fall.toFixed(1)} on ${on}`).join(' and ');
  return `Listeners may like it less: a network that guesses their rating, 1 to 5, lowers it ${text}. Hear both before you decide.`;
}
