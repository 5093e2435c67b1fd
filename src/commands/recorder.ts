import { concatenated } from '../base/concatenated';
import { LimpidError } from '../base/errors';
import { Scope } from '../base/scope';
import { updateTuning } from '../store/app-store';
import type { Context } from './context';
import { openMicrophone } from './microphone';
import { runJob } from './run-job';
import { addRecorded } from './tune-material';

/** Lengths of the two takes. */
export const TAKE_SEC = { room: 20, voice: 40 } as const;
/** Shorter takes are thrown away. */
const SHORTEST_SEC = 2;

type Take = keyof typeof TAKE_SEC;

/** Shows or hides the recorder. */
export function showRecorder(context: Context, shown: boolean): void {
  if (!shown) context.jobs.cancel('record');
  updateTuning(context.store, { recorder: { status: shown ? 'ready' : 'off' } });
}

/** Ends the take that is being recorded and uses it, if it is long enough. */
export function endTake({ jobs }: Context): void {
  jobs.cancel('record');
}

/** Records the room or the voice, as the microphone hears it, and adds it to the material. */
export async function recordTake(context: Context, take: Take): Promise<void> {
  const { store } = context;
  const blocks: Float32Array[] = [];
  let rateHz = 48_000;
  const ready = (): void =>
    updateTuning(store, ({ recorder }) => ({ recorder: recorder.status === 'off' ? recorder : { status: 'ready' } }));
  updateTuning(store, { recorder: { status: 'recording', take, seconds: 0, level: 0 } });
  await runJob(context, { kind: 'record', onFailed: ready, onCancelled: ready }, async (signal) => {
    const scope = new Scope();
    try {
      rateHz = await capture(context, signal, scope, (block, rate) => {
        blocks.push(block);
        const seconds = (blocks.length * block.length) / rate;
        if (blocks.length % 16 === 0) updateTuning(store, { recorder: { status: 'recording', take, seconds, level: peakOf(block) } });
        return seconds < TAKE_SEC[take];
      });
      ready();
    } finally {
      scope.dispose();
    }
  });
  if (store.getState().tuning.recorder.status === 'off') return;
  const samples = concatenated(blocks);
  if (samples.length < SHORTEST_SEC * rateHz) return;
  const number = store.getState().tuning.material.filter(({ name }) => name.startsWith(NAMES[take])).length + 1;
  await addRecorded(context, take === 'room' ? 'noise' : 'clean', `${NAMES[take]} ${number}`, samples, rateHz);
}

const NAMES = { room: 'My room', voice: 'My voice' } as const;

/** Takes in blocks until one is answered by false. Resolves to the sampling rate. @throws LimpidError microphone/...; AbortError */
async function capture(
  { captureUrl }: Context,
  signal: AbortSignal,
  scope: Scope,
  onBlock: (block: Float32Array, rateHz: number) => boolean,
): Promise<number> {
  const stream = await openMicrophone();
  scope.add(() => {
    for (const track of stream.getTracks()) track.stop();
  });
  const audio = new AudioContext();
  scope.add(() => void audio.close());
  await audio.audioWorklet.addModule(captureUrl);
  const node = new AudioWorkletNode(audio, 'limpid-capture', { numberOfOutputs: 0 });
  audio.createMediaStreamSource(stream).connect(node);
  // Blocks that are under way when a take ends must not reopen it.
  scope.add(() => {
    node.port.onmessage = null;
  });
  await audio.resume();
  await new Promise<void>((resolve, reject) => {
    node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
      if (!onBlock(data, audio.sampleRate)) resolve();
    };
    scope.listen(signal, 'abort', () => reject(signal.reason));
    for (const track of stream.getTracks())
      scope.listen(track, 'ended', () =>
        reject(new LimpidError('microphone/unavailable', 'The microphone was taken away while recording.')),
      );
  });
  return audio.sampleRate;
}

function peakOf(block: Float32Array): number {
  return block.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
}
