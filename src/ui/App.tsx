import { currentRecording } from '../store/selectors';
import { Alerts } from './Alerts';
import { DropZone } from './DropZone';
import { EmptyView } from './EmptyView';
import { EngineLine } from './EngineLine';
import { Header } from './Header';
import { RecordingView } from './RecordingView';
import { useApp } from './use-app';
import { useKeys } from './use-keys';

/** The whole page: one screen, empty or with a recording. */
export function App() {
  const recording = useApp(currentRecording);
  useKeys();
  return (
    <DropZone>
      <Header />
      <main className="main">
        <Alerts />
        {recording ? <RecordingView key={recording.key} recording={recording} /> : <EmptyView />}
      </main>
      <EngineLine />
    </DropZone>
  );
}
