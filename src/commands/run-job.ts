import { isAbort, type LimpidError, toLimpidError } from '../base/errors';
import type { AppStore } from '../store/app-store';
import type { Context } from './context';

let nextAlertKey = 1;

/** Shows an error until it is dismissed; the same one twice is shown once. */
export function showAlert(store: AppStore, error: LimpidError, subject?: string): void {
  const key = nextAlertKey++;
  store.setState(({ alerts }) => ({
    alerts: [...alerts.filter((a) => a.error.code !== error.code || a.subject !== subject), { key, error, subject }],
  }));
}

/** Takes an alert away. */
export function dismissAlert({ store }: Context, key: number): void {
  store.setState(({ alerts }) => ({ alerts: alerts.filter((a) => a.key !== key) }));
}

interface JobOptions {
  readonly kind: string;
  /** What an alert names: a file. */
  readonly subject?: string;
  /** Writes the failure into the state; called before the alert is shown. */
  readonly onFailed?: (error: LimpidError) => void;
  /** Writes the cancellation into the state. */
  readonly onCancelled?: () => void;
}

/** The one place that catches: aborts the former job of the kind, awaits the new one, shows its error. Resolves to whether it ended well. */
export async function runJob({ store, jobs }: Context, options: JobOptions, job: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
  const signal = jobs.begin(options.kind);
  try {
    await job(signal);
    return !signal.aborted;
  } catch (error) {
    if (isAbort(error) || signal.aborted) {
      options.onCancelled?.();
      return false;
    }
    const failure = toLimpidError(error);
    options.onFailed?.(failure);
    showAlert(store, failure, options.subject);
    return false;
  }
}
