import { gainText } from '../base/proof-text';
import type { Comparison, Proof, Verdict } from '../base/tuning';

/** Changes smaller than these are not heard and not told: dB and STOI. */
const LEAST_DB = 0.2;
const LEAST_STOI = 0.003;

/** How much better the tuned model is in one number, dB: a hundredth of STOI counts as half a decibel. */
function gainOf({ base, tuned }: Comparison): number {
  return tuned.siSdrDb - base.siSdrDb + 50 * (tuned.stoi - base.stoi);
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} seconds`;
  return `${(seconds / 60).toFixed(1)} minutes`;
}

/** The proof in words, and whether the tuned model should be offered as the choice. */
export function verdictOf({ own, general }: Proof): Verdict {
  const others =
    gainOf(general) < -LEAST_DB
      ? `a little worse on other voices (${gainText(general)})`
      : `no worse on other voices (${gainText(general)})`;
  if (!own) return { outcome: 'unmeasured', text: `There is no clean reference to measure on: listen and decide. It is ${others}.` };
  const better = gainOf(own) > LEAST_DB && own.tuned.siSdrDb > own.base.siSdrDb - LEAST_DB && own.tuned.stoi > own.base.stoi - LEAST_STOI;
  if (better)
    return { outcome: 'better', text: `Better for you: ${gainText(own)} on your ${duration(own.base.seconds)} held out; ${others}.` };
  return {
    outcome: 'not-better',
    text: `Not better for you: ${gainText(own)} on your ${duration(own.base.seconds)} held out. The base model stays the choice.`,
  };
}
