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
            <button
              key={key}
              type="button"
              className="tab"
              aria-current={key === current ? 'true' : undefined}
              onClick={() => void selectRecording(context, key)}
            >
              <span className="tab-name">{name}</span>
              <span className={`tab-mark ${work.status}`} aria-hidden="true">
                {MARKS[work.status]}
              </span>
            </button>
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
