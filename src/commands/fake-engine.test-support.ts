import { LimpidError } from '../base/errors';
import { Mutex } from '../base/mutex';
import type { RecordingHandle } from '../base/types';
import { type AppStore, createAppStore } from '../store/app-store';
import type { Engine } from '../worker/engine-client';
import type { EngineApi, EngineMethod } from '../worker/protocol';
import { PRESETS } from '../worker/tune-choices';
import { ClipPlayer } from './clip-player';
import { type Context, Jobs } from './context';
import { Player } from './player';

type Answers = { [M in EngineMethod]?: (args: EngineApi[M]['in'], signal: AbortSignal) => Promise<EngineApi[M]['out']> };

const PICTURE = { scale: 'mel', numColumns: 2, numBands: 1, minDb: -100, stepDb: 0.5, centresHz: Float32Array.of(100) } as const;

/** An engine of plain answers, in which single methods can be replaced. Files whose name begins with `bad` cannot be opened. */
export class FakeEngine implements Engine {
  readonly calls: { method: EngineMethod; args: unknown }[] = [];
  #nextId = 1;
  readonly #answers: Answers;

  constructor(answers: Answers = {}) {
    const handleOf = (name: string): RecordingHandle => ({
      recordingId: this.#nextId++,
      name,
      format: { sampleRateHz: 16_000, numChannels: 1, numSamples: 16_000, encoding: 's16', label: 'WAV' },
      notices: [],
    });
    this.#answers = {
      start: async ({ backend, modelId }) => ({
        backend: backend === 'auto' ? 'wasm' : backend,
        detail: '',
        reason: '',
        modelId,
        readyMs: 1,
      }),
      open: async ({ name }) => {
        if (name.startsWith('bad')) throw new LimpidError('decode/unsupported', 'no sound in it');
        return handleOf(name);
      },
      denoise: async () => ({ numFrames: 64, processingSec: 0.1, notices: [] }),
      spectrograms: async () => ({ before: new Uint8Array(2), after: new Uint8Array(2), ...PICTURE }),
      peaks: async ({ numColumns }) => ({ before: new Float32Array(2 * numColumns), after: new Float32Array(2 * numColumns) }),
      read: async ({ numSamples }) => ({ before: [new Float32Array(numSamples).fill(0.5)], after: [new Float32Array(numSamples)] }),
      levels: async () => ({ autoReductionDb: 40, matchDb: 3, headroomDb: 6 }),
      speechLoss: async () => ({ marks: [] }),
      close: async () => null,
      createWork: async () => undefined,
      listWork: async () => ({ works: [], usedBytes: undefined, quotaBytes: undefined }),
      ...answers,
    };
  }

  async call<M extends EngineMethod>(signal: AbortSignal, method: M, args: EngineApi[M]['in']): Promise<EngineApi[M]['out']> {
    this.calls.push({ method, args });
    const answer = this.#answers[method] as ((args: EngineApi[M]['in'], signal: AbortSignal) => Promise<EngineApi[M]['out']>) | undefined;
    if (!answer) throw new Error(`the fake engine has no answer to ${method}`);
    const out = await answer(args, signal);
    signal.throwIfAborted();
    return out;
  }

  onEvent(): () => void {
    return () => undefined;
  }

  dispose(): void {}
}

/** A context over a fake engine that has started. */
export function fakeContext(answers: Answers = {}): Context & { engine: FakeEngine; store: AppStore } {
  const engine = new FakeEngine(answers);
  const store = createAppStore({ backendChoice: 'auto', modelId: 'small', tuneOptions: PRESETS.normal });
  store.setState({ engine: { status: 'ready', info: { backend: 'wasm', detail: '', reason: '', modelId: 'small', readyMs: 1 } } });
  const player = new Player(engine, { onEnded: () => undefined, onFailed: () => undefined });
  return {
    store,
    engine,
    player,
    jobs: new Jobs(),
    threads: 'auto',
    files: new Map(),
    cleanFiles: new Map(),
    works: new Map(),
    session: { getItem: () => null, setItem: () => undefined },
    local: { getItem: () => null, setItem: () => undefined },
    pickFolder: undefined,
    pictureTurn: new Mutex(),
    pictureColumns: () => 100,
    tellTabs: () => undefined,
    clipPlayer: new ClipPlayer(),
    rate: async (_signal, excerpts) => excerpts.map(() => ({ sig: 3, bak: 2, ovrl: 2 })),
    rehearsalUrl: '/rehearsal.bin',
    captureUrl: '/capture.js',
    liveUrl: '/live.js',
    modelsUrl: '/models',
    samplesUrl: '/samples',
  };
}

export function file(name: string): File {
  return new File(['x'], name);
}

/** Resolves when the signal fires, as work that runs until it is cancelled. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}
