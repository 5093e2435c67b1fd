/** Random numbers that are the same for the same seeds, on every machine. Source of the generator: Steele et al. 2014, SplitMix, 32-bit variant. */
export class Random {
  #state: number;

  /** Seeds are whole numbers; every one of them changes the whole sequence. */
  constructor(...seeds: readonly number[]) {
    this.#state = 0x9e3779b9;
    for (const seed of seeds) {
      this.#state = (this.#state ^ (seed >>> 0)) >>> 0;
      this.#state = Math.floor(this.uniform() * 2 ** 32) >>> 0;
    }
  }

  /** In [0, 1). */
  uniform(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  }

  /** In [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** Whole number in [0, count). */
  index(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  /** Normal deviate of mean 0 and deviation 1. Source: Box and Muller 1958. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** One of the items, each as likely as its weight; weights are >= 0 and not all 0. */
  weighted<T>(items: readonly T[], weight: (item: T) => number): T {
    let at = this.uniform() * items.reduce((sum, item) => sum + weight(item), 0);
    for (const item of items) {
      at -= weight(item);
      if (at < 0) return item;
    }
    return items[items.length - 1]!;
  }

  /** The items in another order. */
  shuffled<T>(items: readonly T[]): T[] {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.index(i + 1);
      [out[i], out[j]] = [out[j]!, out[i]!];
    }
    return out;
  }
}
