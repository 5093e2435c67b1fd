/** Lets one job run at a time, in the order of asking. */
export class Mutex {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `job` once all earlier ones have ended, well or badly; if `signal` fires before its turn it never starts. */
  run<T>(signal: AbortSignal, job: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(() => {
      signal.throwIfAborted();
      return job();
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

/** Lets waiting messages be handled: awaiting alone never leaves the current task. By a message, since browsers hold timers back for 4 ms each. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
