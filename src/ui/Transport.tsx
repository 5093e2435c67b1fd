import { lazy, Suspense, useId, useState } from 'react';
import { toggleAbx } from '../commands/abx';
import { download } from '../commands/download';
import type { RecordingState } from '../store/app-state';
import { durationOf } from '../store/selectors';
import { AbxPanel } from './abx/AbxPanel';
import { Clock } from './Clock';
import { AdjustPanel } from './controls/AdjustPanel';
import { LoopButton, MatchButton } from './controls/ListenBar';
import { MainSliders } from './controls/MainSliders';
import { DragOut } from './DragOut';
import { ExportMenu } from './ExportMenu';
import { ListenChoice } from './ListenChoice';
import { PlayButton } from './PlayButton';
import { UndoButtons } from './UndoButtons';
import { useApp, useCommands } from './use-app';

// Fetched when it is opened, so that the first paint does not wait for it.
const FiguresPanel = lazy(async () => ({ default: (await import('./figures/FiguresPanel')).FiguresPanel }));

/** Play, what is heard, how strong, and the download. */
export function Transport({ recording }: { recording: RecordingState }) {
  const abx = useApp((state) => state.abx);
  return (
    <div className="transport">
      <div className="listen-bar">
        <PlayButton />
        <Clock durationSec={durationOf(recording)} />
        <ListenChoice isBlind={abx.status !== 'off'} />
        <MatchButton />
        <LoopButton />
        <div className="transport-end">
          <UndoButtons recording={recording} />
          <DragOut recording={recording} />
          {recording.handle && <ExportMenu handle={recording.handle} />}
          <DownloadButton />
        </div>
      </div>
      {abx.status === 'off' ? <AdjustBar recording={recording} /> : <AbxPanel abx={abx} />}
    </div>
  );
}

/** The two sliders that most need, and the ways to all else, of which one panel is open at a time. */
function AdjustBar({ recording }: { recording: RecordingState }) {
  const context = useCommands();
  const [panel, setPanel] = useState<'adjust' | 'figures'>();
  const id = useId();
  const toggle = (wanted: 'adjust' | 'figures') => ({
    'aria-expanded': panel === wanted,
    'aria-controls': `${id}-${wanted}`,
    onClick: () => setPanel(panel === wanted ? undefined : wanted),
  });
  return (
    <>
      <div className="adjust-bar">
        <MainSliders />
        <button type="button" className="button quiet" {...toggle('adjust')}>
          Adjust
        </button>
        <button type="button" className="button quiet" {...toggle('figures')}>
          Figures
        </button>
        <button type="button" className="button quiet" onClick={() => void toggleAbx(context)}>
          Blind test
        </button>
      </div>
      {panel === 'adjust' && <AdjustPanel id={`${id}-adjust`} />}
      {panel === 'figures' && (
        <Suspense fallback={<section id={`${id}-figures`} className="figures-panel" aria-label="Figures" aria-busy="true" />}>
          <FiguresPanel id={`${id}-figures`} recording={recording} />
        </Suspense>
      )}
    </>
  );
}

function DownloadButton() {
  const context = useCommands();
  const state = useApp(({ download }) => download);
  const running = state.status === 'running';
  return (
    <button type="button" className="button primary download" aria-busy={running} onClick={() => void download(context)}>
      {running && <span className="download-fill" style={{ transform: `scaleX(${state.fraction})` }} />}
      <span>Download</span>
    </button>
  );
}
