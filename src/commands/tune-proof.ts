import { rateProof } from '../base/proof-ratings';
import type { ProofExcerpts, TuneVoice } from '../base/tuning';
import { updateTuning } from '../store/app-store';
import type { ProofCardState, TuneRun } from '../store/tuning-state';
import type { Rater } from '../worker/rater';
import type { Context } from './context';
import { engineReady } from './engine-ready';
import { listProfiles } from './profiles';
import { runJob } from './run-job';

/** What is known of a training that has just ended. */
export const NEW_CARD: ProofCardState = { part: 1, measured: undefined, rating: { status: 'none', ratings: undefined }, heard: false };

type Ended = Extract<TuneRun, { status: 'ended' }>;

function endedRun({ store }: Context): Ended | undefined {
  const { run } = store.getState().tuning;
  return run.status === 'ended' ? run : undefined;
}

function setCard(context: Context, change: Partial<ProofCardState>): void {
  const run = endedRun(context);
  if (run) updateTuning(context.store, { run: { ...run, card: { ...run.card, ...change } } });
}

/** Measures the blend beside the base model, and has both rated. */
export async function measureProof(context: Context): Promise<void> {
  const run = endedRun(context);
  if (!run) return;
  const { trainingId, card } = run;
  context.jobs.cancel('proof rating');
  setCard(context, { measured: undefined, rating: { ...card.rating, status: 'none' } });
  await runJob(context, { kind: 'proof' }, async (signal) => {
    await engineReady(context, signal);
    const args = { trainingId, part: card.part, rehearsalUrl: context.rehearsalUrl };
    const { excerpts, ...measured } = await context.engine.call(signal, 'proveTraining', args);
    setCard(context, { measured });
    void rateBlend(context, excerpts);
  });
}

/** Rates what a proof measured; the base model's part of that stays the same for every blend. */
async function rateBlend(context: Context, excerpts: ProofExcerpts): Promise<void> {
  const ratings = endedRun(context)?.card.rating.ratings;
  setCard(context, { rating: { status: 'running', ratings } });
  const none = (): void => setCard(context, { rating: { status: 'none', ratings } });
  await runJob(context, { kind: 'proof rating', onFailed: none, onCancelled: none }, async (signal) => {
    const rate = (sounds: readonly Float32Array[]): ReturnType<Rater> => context.rate(signal, sounds, () => undefined);
    setCard(context, { rating: { status: 'done', ratings: await rateProof(rate, excerpts, ratings) } });
  });
}

/** Blends base and tuned weights: 0 the base model, 1 all that was learnt. */
export async function setBlend(context: Context, part: number): Promise<void> {
  setCard(context, { part: Math.max(0, Math.min(1, part)) });
  await measureProof(context);
}

/** Plays the held-out clip in one of its versions, or stops the one that plays. */
export async function playVoice(context: Context, voice: TuneVoice): Promise<void> {
  const { store, engine, clipPlayer, rehearsalUrl } = context;
  const { run, voice: playing } = store.getState().tuning;
  clipPlayer.stop();
  updateTuning(store, { voice: undefined });
  if (run.status === 'idle' || playing === voice) return;
  const part = run.status === 'ended' ? run.card.part : 1;
  const silent = (): void => updateTuning(store, { voice: undefined });
  await runJob(context, { kind: 'clip', onFailed: silent, onCancelled: silent }, async (signal) => {
    const { samples, sampleRateHz } = await engine.call(signal, 'tuneClip', { trainingId: run.trainingId, voice, part, rehearsalUrl });
    updateTuning(store, { voice });
    if (voice === 'tuned') setCard(context, { heard: true });
    await clipPlayer.play(samples, sampleRateHz);
    if (!signal.aborted) silent();
  });
}

/** Keeps the blend as a profile. */
export async function keepProfile(context: Context, name: string): Promise<void> {
  const { store, engine, rehearsalUrl } = context;
  const run = endedRun(context);
  if (!run) return;
  const { trainingId, card } = run;
  await runJob(context, { kind: 'keep', subject: name }, async (signal) => {
    const args = { trainingId, part: card.part, name, proof: card.measured?.proof, rehearsalUrl };
    const kept = await engine.call(signal, 'keepTraining', args);
    context.jobs.cancel('proof rating');
    updateTuning(store, { run: { status: 'idle' }, voice: undefined, kept });
  });
  context.tellTabs();
  await listProfiles(context);
}
