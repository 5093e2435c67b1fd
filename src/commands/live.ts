import { Scope } from '../base/scope';
import type { LiveState, Monitor } from '../store/live-state';
import type { Context } from './context';
import { LiveNode } from './live-node';
import { type TakeFiles, takeFilesOf } from './live-take';
import { openMicrophone } from './microphone';
import { openRecordings } from './open-recordings';
import { runJob } from './run-job';
import { saveBlob } from './save-blob';
import { showSection } from './show-section';

/** A model that hears no future, so that it can follow a microphone. */
const LIVE_MODEL = 'nano';
const MOST_RECORDED_SEC = 20 * 60;

type Running = Extract<LiveState, { status: 'running' }>;

const nodes = new WeakMap<Context, LiveNode>();
const takes = new WeakMap<Context, TakeFiles>();

function update({ store }: Context, change: Partial<Running>): void {
  const { live } = store.getState();
  if (live.status === 'running') store.setState({ live: { ...live, ...change } });
}

/** Opens the microphone and cleans what it hears, until it is stopped. Nothing is heard until it is asked for: speakers beside a microphone howl. */
export async function startLive(context: Context): Promise<void> {
  const { store, engine } = context;
  const off = (): void => {
    finishTake(context);
    store.setState(({ live }) => ({ live: { status: 'off', take: live.take } }));
  };
  store.setState(({ live }) => ({ live: { status: 'starting', take: live.take } }));
  await runJob(context, { kind: 'live', onFailed: off, onCancelled: off }, async (signal) => {
    const scope = new Scope();
    try {
      const node = await open(context, signal, scope);
      nodes.set(context, node);
      store.setState(({ live }) => ({ live: { ...RESTING, take: live.take } }));
      // The engine stops whichever way this ends, also when the microphone is gone.
      const ending = new AbortController();
      scope.add(() => ending.abort());
      scope.listen(signal, 'abort', () => ending.abort(signal.reason));
      const call = engine.call(
        ending.signal,
        'live',
        { port: node.enginePort, modelId: LIVE_MODEL },
        { transfer: [node.enginePort], onProgress: (pace) => update(context, { pace }) },
      );
      await Promise.race([call, node.lost]);
    } finally {
      scope.dispose();
    }
  });
}

const RESTING: Omit<Running, 'take'> = {
  status: 'running',
  monitor: 'off',
  pace: { load: 0, isTooSlow: false },
  latencyMs: undefined,
  holes: 0,
  peaks: { before: 0, after: 0 },
  recordedSec: undefined,
};

async function open(context: Context, signal: AbortSignal, scope: Scope): Promise<LiveNode> {
  const stream = await openMicrophone();
  scope.add(() => {
    for (const track of stream.getTracks()) track.stop();
  });
  signal.throwIfAborted();
  const node = await LiveNode.create(stream, context.liveUrl, scope);
  node.onReport = ({ latencyMs, holes, peaks }) => update(context, { latencyMs, holes, peaks });
  node.onRecorded = (seconds) => {
    update(context, { recordedSec: seconds });
    if (seconds >= MOST_RECORDED_SEC) finishTake(context);
  };
  return node;
}

/** Closes the microphone; what is being recorded is kept. */
export function stopLive({ jobs }: Pick<Context, 'jobs'>): void {
  jobs.cancel('live');
}

/** Chooses what is heard. */
export function setMonitor(context: Context, monitor: Monitor): void {
  nodes.get(context)?.tell({ monitor });
  update(context, { monitor });
}

/** Begins to record, before and after at once, or ends it. */
export function toggleLiveRecording(context: Context): void {
  const { live } = context.store.getState();
  if (live.status !== 'running') return;
  if (live.recordedSec !== undefined) {
    finishTake(context);
    return;
  }
  nodes.get(context)?.record();
  update(context, { recordedSec: 0 });
}

function finishTake(context: Context): void {
  const { store } = context;
  const { live } = store.getState();
  if (live.status !== 'running' || live.recordedSec === undefined) return;
  update(context, { recordedSec: undefined });
  const recorded = nodes.get(context)?.endRecording();
  if (!recorded || recorded.before.length === 0) return;
  const files = takeFilesOf(recorded);
  takes.set(context, files);
  update(context, { take: { name: files.raw.name, seconds: files.seconds } });
}

/** Gives the cleaned take to the browser as a WAV. */
export function saveLiveTake(context: Context): void {
  const files = takes.get(context);
  if (files) saveBlob(files.cleaned, files.cleaned.name);
}

/** Opens the take as the microphone heard it, to be cleaned by the larger model that hears the future too. */
export async function openLiveTake(context: Context): Promise<void> {
  const files = takes.get(context);
  if (!files) return;
  showSection(context, 'denoise');
  await openRecordings(context, [files.raw]);
}
