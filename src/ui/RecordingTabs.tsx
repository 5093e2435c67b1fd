import { useEffect, useRef } from 'react';
import { closeRecording } from '../commands/close-recording';
import { selectRecording } from '../commands/playback';
import { useApp, useCommands } from './use-app';

const MARKS = { queued: '…', opening: '…', waiting: '…', denoising: '…', cancelled: '–', done: '✓', failed: '!' } as const;

/** The recordings of this session, to switch between and to close. */
export function RecordingTabs() {
  const context = useCommands();
  const recordings = useApp((state) => state.recordings);
  const current = useApp((state) => state.current);
  const shown = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another recording on screen is another tab to show
  useEffect(() => {
    shown.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);
  // More of them are listed in the queue.
  if (recordings.length !== 1) return null;
  return (
    <nav className="tabs" aria-label="Open recordings of this session">
      {recordings.map(({ key, name, work }) => (
        <div key={key} ref={key === current ? shown : undefined} className="tab" data-current={key === current}>
          <button
            type="button"
            className="tab-open"
            aria-current={key === current ? 'true' : undefined}
            title={name}
            onClick={() => void selectRecording(context, key)}
          >
            <span className="tab-name">{name}</span>
            <span className={`tab-mark ${work.status}`} aria-hidden="true">
              {MARKS[work.status]}
            </span>
          </button>
          <button type="button" className="tab-close" aria-label={`Close ${name}`} onClick={() => void closeRecording(context, key)}>
            <svg className="line-icon" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
              <path d="m4 4 8 8M12 4l-8 8" />
            </svg>
          </button>
        </div>
      ))}
    </nav>
  );
}
