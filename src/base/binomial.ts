/**
 * Chance of at least `correct` right answers in `trials` by tossing a coin: the one-sided p-value of a blind test. Whole numbers, 0 <= correct <= trials.
 */
export function chanceOfAtLeast(correct: number, trials: number): number {
  let sum = 0;
  for (let k = correct; k <= trials; k++) sum += Math.exp(logChoose(trials, k) - trials * Math.LN2);
  return Math.min(1, sum);
}

/** Natural logarithm of the number of ways to choose k of n. */
function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i);
  return sum;
}
