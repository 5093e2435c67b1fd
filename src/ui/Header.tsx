import { closeRecording } from '../commands/open-recordings';
import { selectRecording } from '../commands/playback';
import { jobText } from '../store/selectors';
import { OpenButton } from './OpenButton';
import { useApp, useCommands } from './use-app';

const MARKS = { opening: '…', waiting: '…', denoising: '…', cancelled: '–', done: '✓', failed: '!' } as const;

/** Name, the recordings of this session, and the job's state. */
export function Header() {
  const context = useCommands();
  const recordings = useApp((state) => state.recordings);
  const current = useApp((state) => state.current);
  const job = useApp(jobText);
  return (
    <header className="header">
      <h1 className="brand">
        <img src="./icon.svg" alt="" width="24" height="24" />
        Limpid
      </h1>
      {recordings.length > 0 && (
        <nav className="tabs" aria-label="Open recordings of this session">
          {recordings.map(({ key, name, work }) => (
            <div key={key} className="tab" data-current={key === current}>
              <button
                type="button"
                className="tab-open"
                aria-current={key === current ? 'true' : undefined}
                onClick={() => void selectRecording(context, key)}
              >
                <span className="tab-name">{name}</span>
                <span className={`tab-mark ${work.status}`} aria-hidden="true">
                  {MARKS[work.status]}
                </span>
              </button>
              <button type="button" className="tab-close" aria-label={`Close ${name}`} onClick={() => void closeRecording(context, key)}>
                <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
                  <path d="M3 3l10 10M13 3L3 13" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
                </svg>
              </button>
            </div>
          ))}
        </nav>
      )}
      <p role="status" aria-label="Job" className="job">
        {job}
      </p>
      {recordings.length > 0 && <OpenButton primary={false} />}
    </header>
  );
}
