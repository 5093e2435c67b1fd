import { lazy, Suspense } from 'react';
import { currentRecording } from '../store/selectors';
import { Alerts } from './Alerts';
import { Announcer } from './Announcer';
import { DropZone } from './DropZone';
import { EmptyView } from './EmptyView';
import { EngineLine } from './EngineLine';
import { Header } from './Header';
import { KeyHelp } from './keys/KeyHelp';
import { Queue } from './Queue';
import { RecordingView } from './RecordingView';
import { UpdateOffer } from './UpdateOffer';
import { useApp } from './use-app';
import { useKeys } from './use-keys';

/** The recording on screen, or the first screen. */
function DenoiseView() {
  const recording = useApp(currentRecording);
  const many = useApp((state) => state.recordings.length > 1);
  if (!recording) return <EmptyView />;
  const view = <RecordingView key={recording.key} recording={recording} />;
  if (!many) return view;
  return (
    <div className="with-queue">
      <Queue />
      {view}
    </div>
  );
}

// The other parts of the page are fetched when they are opened, so that the first paint does not wait for them.
const TuneView = lazy(async () => ({ default: (await import('./tune/TuneView')).TuneView }));
const LiveView = lazy(async () => ({ default: (await import('./live/LiveView')).LiveView }));
const ProfilesView = lazy(async () => ({ default: (await import('./profiles/ProfilesView')).ProfilesView }));

const VIEWS = { denoise: DenoiseView, live: LiveView, 'fine-tune': TuneView, profiles: ProfilesView } as const;

/** The whole page: name and tabs, one part of three, what computes. */
export function App() {
  const section = useApp((state) => state.section);
  const View = VIEWS[section];
  useKeys();
  return (
    <DropZone>
      <Header />
      <main className="main">
        <UpdateOffer />
        <Alerts />
        <div role="tabpanel" id="section" aria-labelledby={`tab-${section}`} className="section">
          <Suspense fallback={null}>
            <View />
          </Suspense>
        </div>
      </main>
      <EngineLine />
      <KeyHelp />
      <Announcer />
    </DropZone>
  );
}
