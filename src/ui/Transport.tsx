import { useId, useState } from 'react';
import { toggleAbx } from '../commands/abx';
import { download } from '../commands/download';
import type { RecordingState } from '../store/app-state';
import { durationOf } from '../store/selectors';
import { AbxPanel } from './abx/AbxPanel';
import { Clock } from './Clock';
import { AdjustPanel } from './controls/AdjustPanel';
import { LoopButton, MatchButton } from './controls/ListenBar';
import { MainSliders } from './controls/MainSliders';
import { ExportMenu } from './ExportMenu';
import { ListenChoice } from './ListenChoice';
import { PlayButton } from './PlayButton';
import { UndoButtons } from './UndoButtons';
import { useApp, useCommands } from './use-app';

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
          {recording.handle && <ExportMenu handle={recording.handle} />}
          <DownloadButton />
        </div>
      </div>
      {abx.status === 'off' ? <AdjustBar /> : <AbxPanel abx={abx} />}
    </div>
  );
}

/** The two sliders that most need, and the ways to all else. */
function AdjustBar() {
  const context = useCommands();
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <div className="adjust-bar">
        <MainSliders />
        <button type="button" className="button quiet" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
          Adjust
        </button>
        <button type="button" className="button quiet" onClick={() => void toggleAbx(context)}>
          Blind test
        </button>
      </div>
      {open && <AdjustPanel id={id} />}
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
