import type { ThreadChoice } from '../base/types';

/** tfjs's pool ends there. */
const MOST_THREADS = 8;
/** Below that the page, its pictures and its encoders need the other core. */
const FEWEST_CORES = 4;
/** What is taken unasked: the network is small, and each further thread brings less. */
const MOST_UNASKED = 4;

/** What matters for threads where the network runs. */
export interface ThreadConditions {
  /** As the browser tells it: logical ones. */
  readonly cores: number;
  readonly isIsolated: boolean;
  readonly hasSimd: boolean;
}

/** How many threads to start; `hindrance` is a clause for people, present where there would be more but for it. */
export interface ThreadPlan {
  readonly threads: number;
  readonly hindrance?: string;
}

/** Half of the cores, since two of them are often one core's two threads; a number that was asked for, as far as tfjs goes. */
export function planThreads(choice: ThreadChoice, { cores, isIsolated, hasSimd }: ThreadConditions): ThreadPlan {
  const unasked = cores < FEWEST_CORES ? 1 : Math.min(MOST_UNASKED, Math.floor(cores / 2));
  const threads = choice === 'auto' ? unasked : Math.min(MOST_THREADS, choice);
  if (threads === 1) return { threads };
  if (!hasSimd) return { threads: 1, hindrance: 'this browser has no SIMD in WebAssembly' };
  if (!isIsolated) return { threads: 1, hindrance: 'the page is not cross-origin isolated' };
  return { threads };
}
