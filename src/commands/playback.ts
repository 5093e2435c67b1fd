import type { ListenTo } from '../store/app-state';
import { currentRecording, viewOf } from '../store/selectors';
import type { Context } from './context';
import { applyLevels } from './level-match';
import { refreshPictures } from './refresh-pictures';
import { runJob } from './run-job';
import { setView } from './set-view';

/** Puts a recording on screen and under the play head. */
export async function selectRecording(context: Context, key: number): Promise<void> {
  const { store } = context;
  if (store.getState().current === key) return;
  const settings = store.getState().recordings.find((r) => r.key === key)?.settings;
  store.setState({ current: key, playing: false, ...(settings && { settings }) });
  loadCurrent(context);
  await refreshPictures(context, key);
}

/** Gives the player the recording on screen. */
export function loadCurrent({ store, player }: Pick<Context, 'store' | 'player'>): void {
  store.setState({ loop: undefined, abx: { status: 'off' } });
  player.listenTo(store.getState().listenTo);
  applyLevels({ store, player });
  player.load(currentRecording(store.getState())?.handle, () => store.getState().settings);
}

/** Plays or pauses. */
export async function togglePlay(context: Context): Promise<void> {
  const { store, player } = context;
  if (store.getState().playing) {
    player.pause();
    store.setState({ playing: false });
    return;
  }
  store.setState({ playing: true });
  void showPlayHead(context);
  await runJob(context, { kind: 'play', onFailed: () => halt(context) }, () => player.play());
}

/** Moves the stretch on screen to the play head, if that is not on it. */
async function showPlayHead(context: Context): Promise<void> {
  const recording = currentRecording(context.store.getState());
  if (!recording?.view) return;
  const { startSec, endSec } = viewOf(recording);
  const { positionSec } = context.player;
  if (positionSec >= startSec && positionSec < endSec) return;
  await setView(context, { startSec: positionSec, endSec: positionSec + endSec - startSec });
}

/** Moves the play head, seconds. */
export async function seek(context: Context, sec: number): Promise<void> {
  await runJob(context, { kind: 'seek', onFailed: () => halt(context) }, () => context.player.seek(sec));
}

/** Stops playing where the recording cannot be listened to any more. */
export function haltPlaying(context: Context, key: number): void {
  if (context.store.getState().current === key) halt(context);
}

function halt({ store, player }: Context): void {
  player.pause();
  store.setState({ playing: false });
}

/** Chooses what is heard, at the same place and without a gap. */
export function listenTo({ store, player }: Context, source: ListenTo): void {
  // In a blind test nobody may look.
  if (store.getState().abx.status !== 'off') return;
  store.setState({ listenTo: source });
  player.listenTo(source);
}
