import { createRoot } from 'react-dom/client';
import { toLimpidError } from './base/errors';
import { Mutex } from './base/mutex';
import { AUTOMATIC_MODEL, type TuneOptions } from './base/tuning';
import type { BackendName, ThreadChoice } from './base/types';
import { ClipPlayer } from './commands/clip-player';
import { type Context, Jobs } from './commands/context';
import { firstPaint } from './commands/first-paint';
import { listModels } from './commands/models';
import { keepForOffline } from './commands/offline';
import { folderPicker } from './commands/pick-folder';
import { Player } from './commands/player';
import { listPresets } from './commands/presets';
import { listProfiles } from './commands/profiles';
import { showAlert } from './commands/run-job';
import { listSamples, trySample } from './commands/samples';
import { followSession, restoreSession } from './commands/session';
import { refreshShelf } from './commands/shelf';
import { startEngine } from './commands/start-engine';
import { findTraining } from './commands/tune-run';
import { warnBeforeLeaving } from './commands/warn-before-leaving';
import { createAppStore } from './store/app-store';
import { App } from './ui/App';
import { ContextProvider } from './ui/use-app';
import { EngineClient } from './worker/engine-client';
import { workerRater } from './worker/rater';
import { PRESETS } from './worker/tune-choices';
import './ui/style.css';

/** More columns than this cost time and show nothing. */
const MAX_PICTURE_COLUMNS = 2400;

function readBackend(text: string | null): BackendName | 'auto' {
  return text === 'webgpu' || text === 'wasm' || text === 'cpu' ? text : 'auto';
}

function readThreads(text: string | null): ThreadChoice {
  const threads = Number(text ?? Number.NaN);
  return Number.isInteger(threads) && threads > 0 ? threads : 'auto';
}

/** The normal preset, with the seed that the address names. */
function readTuneOptions(query: URLSearchParams): TuneOptions {
  const seed = Number(query.get('seed') ?? Number.NaN);
  return Number.isInteger(seed) && seed >= 0 ? { ...PRESETS.normal, seed } : PRESETS.normal;
}

function main(root: HTMLElement): void {
  const query = new URLSearchParams(location.search);
  const backendChoice = readBackend(query.get('backend'));
  const store = createAppStore({ backendChoice, modelId: query.get('model') ?? AUTOMATIC_MODEL, tuneOptions: readTuneOptions(query) });
  const painted = firstPaint();
  const engine = EngineClient.create(painted);
  const tabs = new BroadcastChannel('limpid-learning');
  const player = new Player(engine, {
    onEnded: () => store.setState({ playing: false }),
    onFailed: (error) => {
      store.setState({ playing: false });
      showAlert(context, toLimpidError(error, 'play/failed'));
    },
  });
  const base = new URL('.', document.baseURI).href;
  const context: Context = {
    store,
    engine,
    player,
    jobs: new Jobs(),
    files: new Map(),
    cleanFiles: new Map(),
    works: new Map(),
    session: sessionStorage,
    local: localStorage,
    pickFolder: folderPicker(),
    pictureTurn: new Mutex(),
    pictureColumns: () => Math.min(MAX_PICTURE_COLUMNS, Math.ceil(innerWidth * devicePixelRatio)),
    tellTabs: () => tabs.postMessage('profiles'),
    threads: readThreads(query.get('threads')),
    clipPlayer: new ClipPlayer(),
    rate: workerRater(`${base}rating/dnsmos-p835.safetensors`),
    rehearsalUrl: `${base}rehearsal/rehearsal.bin`,
    captureUrl: `${base}capture-worklet.js`,
    liveUrl: `${base}live-worklet.js`,
    modelsUrl: `${base}models`,
    samplesUrl: `${base}samples`,
  };
  engine.onEvent((event) => {
    if (event.name === 'engine') store.setState({ engine: { status: 'ready', info: event.info } });
    else void refreshShelf(context);
  });
  tabs.onmessage = () => void listProfiles(context);
  createRoot(root).render(
    <ContextProvider value={context}>
      <App />
    </ContextProvider>,
  );
  const sample = query.get('sample');
  warnBeforeLeaving(context);
  void startEngine(context, backendChoice);
  void restoreSession(context).then(() => followSession(context));
  void refreshShelf(context);
  void listSamples(context);
  void listModels(context);
  void listProfiles(context);
  void listPresets(context);
  if (import.meta.env.PROD) void painted.then(() => keepForOffline(context, `${base}service-worker.js`));
  void findTraining(context);
  if (sample !== null) void trySample(context, sample);
}

const root = document.getElementById('root');
if (root) main(root);
