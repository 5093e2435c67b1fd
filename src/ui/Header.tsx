import { jobText } from '../store/selectors';
import { OpenButton } from './OpenButton';
import { RecordingTabs } from './RecordingTabs';
import { useApp } from './use-app';

/** Name, the recordings of this session, and the job's state. */
export function Header() {
  const empty = useApp((state) => state.current === undefined);
  const job = useApp(jobText);
  return (
    <header className={empty ? 'header empty-header' : 'header'}>
      <h1 className="brand">
        <img src="./icon.svg" alt="" width="24" height="24" />
        Limpid
      </h1>
      <RecordingTabs />
      <p role="status" aria-label="Job" className="job" title={job}>
        {job}
      </p>
      {!empty && <OpenButton primary={false} />}
    </header>
  );
}
