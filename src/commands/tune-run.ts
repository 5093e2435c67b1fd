import { type PresetName, profileIdOfModel, type TuneOptions, type TuneProgress } from '../base/tuning';
import { updateTuning } from '../store/app-store';
import { planOf } from '../store/tuning-selectors';
import type { EngineApi } from '../worker/protocol';
import { PRESETS } from '../worker/tune-choices';
import type { Context } from './context';
import { engineReady } from './engine-ready';
import { runJob } from './run-job';
import { measureProof, NEW_CARD } from './tune-proof';
import { holdWakeLock } from './wake-lock';

const TRAINING = 'tune';

/** Takes over a preset; the seed stays. */
export function choosePreset({ store }: Context, preset: PresetName): void {
  updateTuning(store, ({ options: { seed } }) => ({ preset, options: { ...PRESETS[preset], seed } }));
}

/** Changes single options. */
export function setTuneOptions({ store }: Context, change: Partial<TuneOptions>): void {
  updateTuning(store, ({ options }) => ({ options: { ...options, ...change } }));
}

/** Measures how long a step takes with this material, here. */
export async function measurePace(context: Context): Promise<void> {
  const { store, engine, rehearsalUrl } = context;
  const { plan } = planOf(store.getState().tuning);
  updateTuning(store, { pace: 'measuring' });
  const none = (): void => updateTuning(store, { pace: undefined });
  await runJob(context, { kind: 'pace', onFailed: none, onCancelled: none }, async (signal) => {
    await engineReady(context, signal);
    const { options } = store.getState().tuning;
    updateTuning(store, { pace: await engine.call(signal, 'measurePace', { plan, options, rehearsalUrl }) });
  });
}

/** Name of the model that is in use, for what is learnt from it. */
function parentName({ store }: Context): string {
  const { modelId: chosen, engine, profiles = [] } = store.getState();
  const modelId = engine.status === 'ready' ? engine.info.modelId : chosen;
  const id = profileIdOfModel(modelId);
  return id === undefined ? modelId : (profiles.find((profile) => profile.id === id)?.name ?? 'a profile');
}

/** Starts to train the model in use on the material. */
export async function startTraining(context: Context): Promise<void> {
  const { tuning } = context.store.getState();
  const { plan } = planOf(tuning);
  const former = tuning.run;
  if (former.status !== 'idle') await discardTraining(context);
  await train(context, crypto.randomUUID(), undefined, { plan, options: tuning.options, parent: parentName(context) });
}

/** Goes on with a training that was paused, cancelled or interrupted. */
export async function resumeTraining(context: Context): Promise<void> {
  const { run } = context.store.getState().tuning;
  if (run.status === 'paused' || run.status === 'stopped') await train(context, run.trainingId, run.progress, undefined);
}

type Begin = EngineApi['tune']['in']['begin'];

async function train(context: Context, trainingId: string, known: TuneProgress | undefined, beginning: Begin): Promise<void> {
  const { store, engine, rehearsalUrl } = context;
  let progress = known;
  const setRun = (status: 'running' | 'stopped'): void => {
    const { run } = store.getState().tuning;
    // A pause has been written already, and a training that was thrown away stays so.
    if (status === 'stopped' && (run.status !== 'running' || run.trainingId !== trainingId)) return;
    updateTuning(store, { run: { status, trainingId, progress } });
  };
  updateTuning(store, { run: { status: 'running', trainingId, progress }, kept: undefined, voice: undefined });
  const stop = (): void => setRun('stopped');
  const release = holdWakeLock();
  const done = await runJob(context, { kind: TRAINING, onFailed: stop, onCancelled: stop }, async (signal) => {
    await engineReady(context, signal);
    const onProgress = (now: TuneProgress): void => {
      progress = now;
      setRun('running');
    };
    const end = await engine.call(signal, 'tune', { trainingId, begin: beginning, rehearsalUrl }, { onProgress });
    updateTuning(store, { run: { status: 'ended', trainingId, end, card: NEW_CARD } });
  });
  release();
  if (done) await measureProof(context);
}

/** Stops after the step under way; what was learnt is kept, here and over a closed tab. */
export function pauseTraining(context: Context): void {
  stopAs(context, 'paused');
}

/** Ends the training. It can still be taken up until it is thrown away. */
export function cancelTraining(context: Context): void {
  stopAs(context, 'stopped');
}

function stopAs({ store, jobs }: Context, status: 'paused' | 'stopped'): void {
  const { run } = store.getState().tuning;
  if (run.status !== 'running' && run.status !== 'paused') return;
  updateTuning(store, { run: { status, trainingId: run.trainingId, progress: run.progress } });
  jobs.cancel(TRAINING);
}

/** Throws away what was learnt; the base model stays as it was. */
export async function discardTraining(context: Context): Promise<void> {
  const { store, engine, clipPlayer } = context;
  const { run } = store.getState().tuning;
  if (run.status === 'idle') return;
  clipPlayer.stop();
  context.jobs.cancel(TRAINING);
  context.jobs.cancel('proof');
  context.jobs.cancel('proof rating');
  updateTuning(store, { run: { status: 'idle' }, voice: undefined });
  await runJob(context, { kind: 'discard' }, async (signal) => {
    await engine.call(signal, 'discardTraining', { trainingId: run.trainingId });
  });
}

/** Looks for a training that a closed or crashed tab has left behind, and offers it. */
export async function findTraining(context: Context): Promise<void> {
  const { store, engine } = context;
  await runJob(context, { kind: 'find training' }, async (signal) => {
    const [latest] = await engine.call(signal, 'savedTrainings', null);
    if (latest && store.getState().tuning.run.status === 'idle')
      updateTuning(store, { run: { status: 'stopped', trainingId: latest.trainingId, progress: latest.progress } });
  });
}
