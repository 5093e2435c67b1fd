/** Measures how long steps and evaluations take and tells how long the rest will. */
export class Pace {
  #stepMs: number | undefined;
  #evaluationMs: number | undefined;

  constructor(
    readonly steps: number,
    readonly evaluateEvery: number,
  ) {}

  async step<T>(work: () => Promise<T>): Promise<T> {
    const { value, tookMs } = await timed(work);
    this.#stepMs = this.#stepMs === undefined ? tookMs : 0.8 * this.#stepMs + 0.2 * tookMs;
    return value;
  }

  async evaluation<T>(work: () => Promise<T>): Promise<T> {
    const { value, tookMs } = await timed(work);
    this.#evaluationMs = tookMs;
    return value;
  }

  /** Speed, and seconds to the last step, evaluations included. */
  ahead(step: number): { stepsPerSec: number; etaSec: number } {
    const stepMs = this.#stepMs ?? 0;
    const left = this.steps - step;
    const evaluations = Math.ceil(left / this.evaluateEvery);
    return { stepsPerSec: stepMs > 0 ? 1000 / stepMs : 0, etaSec: (left * stepMs + evaluations * (this.#evaluationMs ?? 0)) / 1000 };
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; tookMs: number }> {
  const startMs = performance.now();
  const value = await work();
  return { value, tookMs: performance.now() - startMs };
}
