/** Random numbers that are the same in every run: a 32-bit linear congruential generator. Source: Numerical Recipes, 2nd ed., section 7.1. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 2654435761) >>> 0;
    for (let i = 0; i < 4; i++) this.uniform();
  }

  /** In [0, 1). */
  uniform(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return this.#state / 2 ** 32;
  }

  /** Mean 0, variance 1: sum of twelve uniform numbers. */
  gaussian(): number {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += this.uniform();
    return sum;
  }
}
