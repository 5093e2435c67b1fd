/** What one second of audio costs. */
export interface Cost {
  /** Processor seconds of the whole process, its helper threads included. */
  readonly cpuPerSec: number;
  readonly wallPerSec: number;
}

/** Something that handles `audioSec` seconds of audio each time. */
export interface Task {
  readonly name: string;
  readonly audioSec: number;
  readonly run: () => unknown;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

async function timed({ run, audioSec }: Task): Promise<Cost> {
  const startMs = performance.now();
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return { cpuPerSec: (user + system) / 1e6 / audioSec, wallPerSec: (performance.now() - startMs) / 1000 / audioSec };
}

/** One run of a task. */
export async function once(task: Task): Promise<Record<string, Cost>> {
  return { [task.name]: await timed(task) };
}

/** Medians of `rounds` runs of each task, all tasks once a round, so that a machine that gets slower meanwhile slows all of them. One more round comes first and is not counted. */
export async function alternate(tasks: readonly Task[], rounds: number): Promise<Record<string, Cost>> {
  const runs = new Map<string, Cost[]>(tasks.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const task of tasks) {
      const cost = await timed(task);
      if (round > 0) runs.get(task.name)!.push(cost);
    }
  }
  return Object.fromEntries(
    [...runs].map(([name, costs]) => [
      name,
      { cpuPerSec: median(costs.map((c) => c.cpuPerSec)), wallPerSec: median(costs.map((c) => c.wallPerSec)) },
    ]),
  );
}
