import { isAbort, type LimpidError, toLimpidError } from '../base/errors';
import type { Context } from './context';

/** Shows an error until it is dismissed; the same one twice is shown once. */
export function showAlert({ store, jobs }: Context, error: LimpidError, subject?: string): void {
  const key = jobs.nextKey();
  store.setState(({ alerts }) => ({
    alerts: [...alerts.filter((a) => a.error !== error && (a.error.code !== error.code || a.subject !== subject)), { key, error, subject }],
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
  /** Whether the state shows the failure where it happened, so that no alert is needed. */
  readonly quiet?: boolean;
  /** Writes the failure into the state; called before the alert is shown. */
  readonly onFailed?: (error: LimpidError) => void;
  /** Writes the cancellation into the state. Not called when a later job of the kind has taken over. */
  readonly onCancelled?: () => void;
}

/** The one place that catches: aborts the former job of the kind, awaits the new one, shows its error. Resolves to whether it ended well. */
export async function runJob(context: Context, options: JobOptions, job: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
  const { jobs } = context;
  const signal = jobs.begin(options.kind);
  try {
    await job(signal);
    return !signal.aborted;
  } catch (error) {
    if (isAbort(error) || signal.aborted) {
      if (!jobs.isSuperseded(options.kind, signal)) options.onCancelled?.();
      return false;
    }
    const failure = toLimpidError(error);
    options.onFailed?.(failure);
    if (!options.quiet) showAlert(context, failure, options.subject);
    return false;
  } finally {
    jobs.end(options.kind, signal);
  }
}
