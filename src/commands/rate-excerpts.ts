import type { Rating } from '../base/figures';
import { updateFigures } from '../store/app-store';
import { currentRecording, isDone } from '../store/selectors';
import type { Context } from './context';
import { runJob } from './run-job';

/** How long settings must have stayed as they are: a rating takes seconds, and a slider that moves makes it void. */
const REST_MS = 500;

function mean(ratings: readonly Rating[]): Rating {
  const of = (key: keyof Rating): number => ratings.reduce((sum, rating) => sum + rating[key], 0) / ratings.length;
  return { sig: of('sig'), bak: of('bak'), ovrl: of('ovrl') };
}

function rest(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, REST_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

/** Rates the excerpts with most speech of the recording on screen, before and after. The source's own rating is kept for other settings. */
export async function rateExcerpts(context: Context): Promise<void> {
  const { store, engine, rate } = context;
  const recording = currentRecording(store.getState());
  if (!recording?.handle || !isDone(recording)) return;
  const { key, handle, settings, figures, work } = recording;
  const { rating: former, lastRating } = figures;
  if (former.status === 'done' && former.settings === settings && lastRating?.work === work) return;
  const running = (fraction: number): void => updateFigures(store, key, { rating: { status: 'running', fraction } });
  const none = (): void => updateFigures(store, key, { rating: { status: 'none' } });
  running(0);
  await runJob(context, { kind: 'rating', onFailed: none, onCancelled: none }, async (signal) => {
    await rest(signal);
    const { startsSec, before, after } = await engine.call(signal, 'ratingExcerpts', { recordingId: handle.recordingId, settings });
    const known = lastRating?.startsSec.join() === startsSec.join() ? lastRating.before : undefined;
    const excerpts = known ? after : [...before, ...after];
    const ratings = await rate(signal, excerpts, (numRated) => running(numRated / excerpts.length));
    const numBefore = excerpts.length - after.length;
    const value = { startsSec, before: known ?? mean(ratings.slice(0, numBefore)), after: mean(ratings.slice(numBefore)) };
    updateFigures(store, key, { rating: { status: 'done', value, settings }, lastRating: { ...value, work } });
  });
}
