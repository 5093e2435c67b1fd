import { createStore, type StoreApi } from 'zustand/vanilla';
import { DEFAULT_RENDER_SETTINGS } from '../base/settings';
import type { TuneOptions } from '../base/tuning';
import type { BackendName } from '../base/types';
import type { AppState, FiguresState, RecordingState } from './app-state';
import type { TuningState } from './tuning-state';

export type AppStore = StoreApi<AppState>;

/** The page's state, data only; commands write it, views read it. */
export function createAppStore(start: { backendChoice: BackendName | 'auto'; modelId: string; tuneOptions: TuneOptions }): AppStore {
  const { tuneOptions, ...rest } = start;
  return createStore<AppState>(() => ({
    section: 'denoise',
    engine: { status: 'starting' },
    ...rest,
    tuning: initialTuning(tuneOptions),
    models: [],
    profiles: undefined,
    deleted: undefined,
    recordings: [],
    current: undefined,
    settings: DEFAULT_RENDER_SETTINGS,
    listenTo: 'after',
    playing: false,
    help: false,
    result: undefined,
    look: { scale: 'mel', colours: 'magma', range: undefined },
    bench: { tool: 'select', brushPx: 16, activeEdit: undefined },
    matchLoudness: true,
    loop: undefined,
    abx: { status: 'off' },
    live: { status: 'off', take: undefined },
    presets: [],
    download: { status: 'idle' },
    queuePaused: false,
    shelf: undefined,
    update: 'none',
    alerts: [],
    announcements: [],
    samples: [],
  }));
}

/** Replaces parts of one recording; a recording that was closed meanwhile stays away. */
export function updateRecording(store: AppStore, key: number, change: Partial<Omit<RecordingState, 'key'>>): void {
  store.setState(({ recordings }) => ({ recordings: recordings.map((r) => (r.key === key ? { ...r, ...change } : r)) }));
}

/** Notes that results were handed to the user. */
export function markDownloaded(store: AppStore, keys: readonly number[]): void {
  store.setState(({ recordings }) => ({ recordings: recordings.map((r) => (keys.includes(r.key) ? { ...r, downloaded: true } : r)) }));
}

function initialTuning(options: TuneOptions): TuningState {
  return {
    material: [],
    pairs: [],
    byHand: [],
    preset: 'normal',
    options,
    pace: undefined,
    run: { status: 'idle' },
    voice: undefined,
    recorder: { status: 'off' },
    kept: undefined,
  };
}

/** Replaces parts of the tuning state. */
export function updateTuning(store: AppStore, change: Partial<TuningState> | ((tuning: TuningState) => Partial<TuningState>)): void {
  store.setState(({ tuning }) => ({ tuning: { ...tuning, ...(typeof change === 'function' ? change(tuning) : change) } }));
}

/** Changes what is known of a recording's figures, if it is still there. */
export function updateFigures(store: AppStore, key: number, change: Partial<FiguresState>): void {
  const recording = store.getState().recordings.find((r) => r.key === key);
  if (recording) updateRecording(store, key, { figures: { ...recording.figures, ...change } });
}
