import { closeRecording } from '../commands/close-recording';
import { selectRecording } from '../commands/playback';
import { useApp, useCommands } from './use-app';

const MARKS = { queued: '…', opening: '…', waiting: '…', denoising: '…', cancelled: '–', done: '✓', failed: '!' } as const;

/** The one recording that is open, to return to and to close; more of them are listed in the queue. */
export function RecordingTabs() {
  const context = useCommands();
  const [recording, ...more] = useApp((state) => state.recordings);
  const current = useApp((state) => state.current);
  if (!recording || more.length > 0) return null;
  const { key, name, work } = recording;
  return (
    <nav className="tabs" aria-label="Open recordings of this session">
      <div className="tab" data-current={key === current}>
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
    </nav>
  );
}
