import { fromErrorRecord, LimpidError } from '../base/errors';
import type { Rating } from '../base/figures';
import { Scope } from '../base/scope';
import type { FromRater, ToRater } from './rater-protocol';

/**
 * Rates excerpts of DNSMOS_SAMPLES samples each, one after the other; `onRated` hears how many are done. Rejects with a LimpidError, or with an AbortError
 * DOMException after `signal` fires.
 */
export type Rater = (
  signal: AbortSignal,
  excerpts: readonly Float32Array[],
  onRated: (numRated: number) => void,
) => Promise<readonly Rating[]>;

/** Ends a worker at once, or, while it still loads, as soon as it has: requests that are given up would count as failed ones. */
function endOf(worker: Worker): () => void {
  let [hasLoaded, isOver] = [false, false];
  const heard = (): void => {
    hasLoaded = true;
    if (isOver) worker.terminate();
  };
  worker.onmessage = heard;
  worker.onerror = heard;
  return () => {
    isOver = true;
    if (hasLoaded) worker.terminate();
  };
}

/** A rater in a worker of its own, so that the engine stays free to play; the worker ends with the job, which gives back its memory. */
export function workerRater(weightsUrl: string): Rater {
  return async (signal, excerpts, onRated) => {
    signal.throwIfAborted();
    const scope = new Scope();
    const ratings: Rating[] = [];
    try {
      return await new Promise<readonly Rating[]>((resolve, reject) => {
        const worker = new Worker(new URL('./rater.worker.ts', import.meta.url), { type: 'module', name: 'limpid-rater' });
        scope.add(endOf(worker));
        scope.listen(signal, 'abort', () => reject(signal.reason));
        scope.listen<ErrorEvent>(worker, 'error', ({ message }) =>
          reject(
            new LimpidError('worker/crashed', `The rater stopped: ${message || 'no reason given'}. Close the figures and open them again.`),
          ),
        );
        scope.listen<MessageEvent<FromRater>>(worker, 'message', ({ data }) => {
          if (data.kind === 'failed') reject(fromErrorRecord(data.error));
          else if (data.kind === 'rated') onRated(ratings.push(data.rating));
          if (ratings.length === excerpts.length) resolve(ratings);
        });
        worker.postMessage({ weightsUrl, excerpts } satisfies ToRater);
      });
    } finally {
      scope.dispose();
    }
  };
}
