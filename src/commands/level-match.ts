import type { Levels } from '../base/levels';
import type { ListenTo } from '../store/app-state';
import { updateRecording } from '../store/app-store';
import { currentRecording, isDone } from '../store/selectors';
import type { Context } from './context';
import { runJob } from './run-job';

/** A result is not made louder than this: what is left where there is no speech is meant to be quiet, dB. */
const MAX_MATCH_DB = 12;

/** By how much the result is to be louder, for listening, than it is, dB. */
export function matchedDb({ matchDb }: Levels): number {
  return Math.max(-MAX_MATCH_DB, Math.min(MAX_MATCH_DB, matchDb ?? 0));
}

/** Gains of the three voices: the result's as far as its peaks allow, the rest taken from the source. What was removed is heard as it is. */
function gainsOf(levels: Levels | undefined, isMatched: boolean): Record<ListenTo, number> {
  if (!levels || !isMatched) return { before: 1, after: 1, removed: 1 };
  const match = matchedDb(levels);
  const afterDb = Math.min(match, Math.max(0, levels.headroomDb));
  return { before: 10 ** ((afterDb - match) / 20), after: 10 ** (afterDb / 20), removed: 1 };
}

/** Lets the player be as loud as the state says. */
export function applyLevels({ store, player }: Pick<Context, 'store' | 'player'>): void {
  const state = store.getState();
  player.setGains(gainsOf(currentRecording(state)?.levels, state.matchLoudness));
}

/** Asks anew what the settings of a recording come to, and plays it accordingly. */
export async function refreshLevels(context: Context, key: number): Promise<void> {
  const { store, engine } = context;
  const state = store.getState();
  const recording = currentRecording(state);
  if (recording?.key !== key || !recording.handle || !isDone(recording)) return;
  const { recordingId } = recording.handle;
  await runJob(context, { kind: 'levels' }, async (signal) => {
    const levels = await engine.call(signal, 'levels', { recordingId, settings: store.getState().settings });
    updateRecording(store, key, { levels });
    applyLevels(context);
  });
}

/** Plays the result as loud as the source, or as it is. */
export function setMatchLoudness(context: Context, matchLoudness: boolean): void {
  context.store.setState({ matchLoudness });
  applyLevels(context);
}
