import { useId, useState } from 'react';
import { toggleAbx } from '../commands/abx';
import { download } from '../commands/download';
import { listenTo, togglePlay } from '../commands/playback';
import type { ListenTo, RecordingState } from '../store/app-state';
import { durationOf } from '../store/selectors';
import { AbxPanel } from './abx/AbxPanel';
import { Clock } from './Clock';
import { AdjustPanel } from './controls/AdjustPanel';
import { LoopButton, MatchButton } from './controls/ListenBar';
import { MainSliders } from './controls/MainSliders';
import { ExportMenu } from './ExportMenu';
import { UndoButtons } from './UndoButtons';
import { useApp, useCommands } from './use-app';

const CHOICES: readonly [ListenTo, string, string][] = [
  ['before', 'Before', 'B'],
  ['after', 'After', 'A'],
  ['removed', 'Removed', 'R'],
];

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

function PlayButton() {
  const context = useCommands();
  const playing = useApp((state) => state.playing);
  return (
    <button type="button" className="button play" title="Space" onClick={() => void togglePlay(context)}>
      <svg className="solid-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        {playing ? <path d="M4 3h3v10H4zM9 3h3v10H9z" /> : <path d="M4 2.5v11l9-5.5z" />}
      </svg>
      {playing ? 'Pause' : 'Play'}
    </button>
  );
}

function ListenChoice({ isBlind }: { isBlind: boolean }) {
  const context = useCommands();
  const chosen = useApp((state) => state.listenTo);
  return (
    <div className="segments" role="radiogroup" aria-label="Listen to">
      {CHOICES.map(([value, label, key]) => (
        <label key={value} className="segment" title={`Key ${key}`}>
          <input
            type="radio"
            name="listen-to"
            value={value}
            disabled={isBlind}
            checked={!isBlind && chosen === value}
            onChange={() => listenTo(context, value)}
          />
          <span>{label}</span>
        </label>
      ))}
    </div>
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
