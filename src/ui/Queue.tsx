import { useShallow } from 'zustand/react/shallow';
import { pauseQueue, resumeQueue } from '../commands/queue';
import { saveAllAsZip, saveAllToFolder } from '../commands/save-all';
import { applySettingsToAll } from '../commands/set-settings';
import { queueProgress } from '../store/queue-progress';
import { formatDuration } from './format';
import { QueueRow } from './QueueRow';
import { Status } from './Status';
import { useApp, useCommands } from './use-app';

/** All recordings of the session: how far each and the whole is, and what can be done with them. */
export function Queue() {
  const recordings = useApp((state) => state.recordings);
  const current = useApp((state) => state.current);
  return (
    <section className="queue" aria-label="Recordings of this session">
      <QueueHead />
      <ul className="queue-rows" aria-label="Recordings of this session">
        {recordings.map((recording) => (
          <QueueRow key={recording.key} recording={recording} isCurrent={recording.key === current} />
        ))}
      </ul>
      <QueueFoot />
    </section>
  );
}

function QueueHead() {
  const context = useCommands();
  const { numDone, numAll, numFailed, busy, fraction, leftSec } = useApp(useShallow(queueProgress));
  const paused = useApp((state) => state.queuePaused);
  const stopped = useApp(({ recordings }) => recordings.some(({ work }) => work.status === 'cancelled'));
  const percent = Math.round(fraction * 100);
  const failed = numFailed > 0 ? ` · ${numFailed} failed` : '';
  const left = paused ? ' · paused' : busy && leftSec !== undefined ? ` · about ${formatDuration(Math.ceil(leftSec))} left` : '';
  return (
    <div className="queue-head">
      <Status name="Queue" news={`${numDone} of ${numAll} recordings done${failed}${paused ? ', paused' : ''}`}>
        <strong>
          {numDone} of {numAll} done
        </strong>
        <span className="muted">{failed}</span>
        <span className="muted queue-left">{left}</span>
      </Status>
      {busy && !paused && (
        <button type="button" className="button quiet" onClick={() => pauseQueue(context)}>
          Pause all
        </button>
      )}
      {(paused ? busy || stopped : stopped && !busy) && (
        <button type="button" className="button quiet" onClick={() => void resumeQueue(context)}>
          Resume all
        </button>
      )}
      {busy && (
        <div
          className="progress"
          role="progressbar"
          aria-label="All recordings"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent}
        >
          <div className="progress-fill" style={{ transform: `scaleX(${fraction})` }} />
        </div>
      )}
    </div>
  );
}

function QueueFoot() {
  const context = useCommands();
  const numDone = useApp(({ recordings }) => recordings.filter(({ work }) => work.status === 'done').length);
  const differ = useApp(({ recordings, settings }) => recordings.some((r) => r.settings !== settings));
  const saving = useApp(({ download }) => download.status === 'running');
  return (
    <div className="queue-foot">
      <button type="button" className="button quiet" disabled={!differ} onClick={() => applySettingsToAll(context)}>
        Same settings for all
      </button>
      <button type="button" className="button" disabled={numDone === 0 || saving} onClick={() => void saveAllAsZip(context)}>
        Save all as ZIP
      </button>
      {context.pickFolder && (
        <button type="button" className="button" disabled={numDone === 0 || saving} onClick={() => void saveAllToFolder(context)}>
          Save all into a folder
        </button>
      )}
    </div>
  );
}
