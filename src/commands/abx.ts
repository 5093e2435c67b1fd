import type { AbxState, AbxVoice } from '../store/abx-state';
import type { Context } from './context';
import { togglePlay } from './playback';

type Running = Exclude<AbxState, { status: 'off' }>;

export const ABX_TRIALS = [5, 10, 16, 20] as const;

/** What X is: source or result, by the browser's source of chance. */
function drawn(): Running['secret'] {
  return (crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) < 128 ? 'before' : 'after';
}

/** The source of sound behind a voice. */
function soundOf({ secret }: Running, voice: AbxVoice): Running['secret'] {
  return voice === 'X' ? secret : voice === 'A' ? 'before' : 'after';
}

function hear({ store, player }: Context, abx: Running): void {
  store.setState({ abx });
  player.listenTo(soundOf(abx, abx.hearing));
}

/** Begins a blind test of source against result, level-matched, and plays. `secret` is what the first X is. */
export async function startAbx(context: Context, numTrials: number, secret = drawn()): Promise<void> {
  const { store } = context;
  hear(context, { status: 'running', numTrials, answers: [], secret, hearing: 'X' });
  if (!store.getState().playing) await togglePlay(context);
}

/** Lets A, B or X be heard, at the same place. */
export function hearInAbx(context: Context, hearing: AbxVoice): void {
  const { abx } = context.store.getState();
  if (abx.status === 'running') hear(context, { ...abx, hearing });
}

/** Answers what X is; the next X is drawn, or the test is over. */
export function answerAbx(context: Context, answer: 'A' | 'B', next = drawn()): void {
  const { abx } = context.store.getState();
  if (abx.status !== 'running') return;
  const answers = [...abx.answers, (answer === 'A') === (abx.secret === 'before')];
  const isDone = answers.length === abx.numTrials;
  hear(context, { ...abx, answers, secret: isDone ? abx.secret : next, hearing: 'X', status: isDone ? 'done' : 'running' });
}

/** Ends a blind test; what was heard before it is heard again. */
export function closeAbx({ store, player }: Pick<Context, 'store' | 'player'>): void {
  if (store.getState().abx.status === 'off') return;
  store.setState({ abx: { status: 'off' } });
  player.listenTo(store.getState().listenTo);
}

/** Opens a blind test, or ends it. */
export async function toggleAbx(context: Context): Promise<void> {
  if (context.store.getState().abx.status === 'off') await startAbx(context, ABX_TRIALS[1]);
  else closeAbx(context);
}
