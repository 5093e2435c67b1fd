import { useEffect, useId, useRef } from 'react';
import { closeRecording } from '../commands/close-recording';
import { cancelWork } from '../commands/denoise';
import { selectRecording } from '../commands/playback';
import { resumeRecording } from '../commands/queue';
import type { RecordingState, WorkState } from '../store/app-state';
import { durationOf, percentOf } from '../store/selectors';
import { ERROR_TEXT } from './error-text';
import { formatBytes, formatDuration } from './format';
import { useCommands } from './use-app';

const MARKS = { queued: '', opening: '', waiting: '', denoising: '', cancelled: '–', done: '✓', failed: '!' } as const;
const CROSS = 'm4 4 8 8M12 4l-8 8';
const PAUSE = 'M6 3.5v9M10 3.5v9';
const AGAIN = 'M12.5 8a4.5 4.5 0 1 1-1.3-3.2M12.5 2v3h-3';

function stateText(work: WorkState): string {
  switch (work.status) {
    case 'queued':
    case 'waiting':
      return 'Waiting';
    case 'opening':
      return `Reading, ${Math.round(work.fraction * 100)} %`;
    case 'denoising':
      return `${percentOf(work.progress)} %`;
    case 'cancelled':
      return 'Paused';
    case 'done':
      return 'Done';
    case 'failed':
      return ERROR_TEXT[work.error.code].title;
  }
}

/** One recording of the queue: its state, and pause, retry or remove. */
export function QueueRow({ recording, isCurrent }: { recording: RecordingState; isCurrent: boolean }) {
  const context = useCommands();
  const row = useRef<HTMLLIElement>(null);
  const textId = useId();
  const { key, name, work, handle, numBytes } = recording;
  useEffect(() => {
    if (isCurrent) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isCurrent]);
  const busy = work.status === 'opening' || work.status === 'denoising' || work.status === 'queued';
  const again = work.status === 'failed' ? 'Retry' : work.status === 'cancelled' ? 'Resume' : undefined;
  const fraction = work.status === 'denoising' ? percentOf(work.progress) / 100 : 0;
  return (
    <li ref={row} className="queue-row" data-current={isCurrent} data-state={work.status}>
      <button
        type="button"
        className="queue-open"
        aria-current={isCurrent ? 'true' : undefined}
        aria-describedby={textId}
        title={name}
        onClick={() => void selectRecording(context, key)}
      >
        <span className="queue-name">{name}</span>
        <span className={`tab-mark ${work.status}`} aria-hidden="true">
          {MARKS[work.status]}
        </span>
      </button>
      <span id={textId} className="queue-state">
        {stateText(work)} · {handle ? formatDuration(durationOf(recording)) : formatBytes(numBytes)}
      </span>
      {busy && <RowButton label={`Pause ${name}`} path={PAUSE} onClick={() => cancelWork(context, key)} />}
      {again && <RowButton label={`${again} ${name}`} path={AGAIN} onClick={() => void resumeRecording(context, key)} />}
      <RowButton label={`Close ${name}`} path={CROSS} onClick={() => void closeRecording(context, key)} />
      {work.status === 'denoising' && <span className="queue-fill" style={{ transform: `scaleX(${fraction})` }} aria-hidden="true" />}
    </li>
  );
}

function RowButton({ label, path, onClick }: { label: string; path: string; onClick: () => void }) {
  return (
    <button type="button" className="queue-button" aria-label={label} title={label} onClick={onClick}>
      <svg className="line-icon" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path d={path} />
      </svg>
    </button>
  );
}
