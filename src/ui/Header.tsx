import { jobNews, jobText } from '../store/selectors';
import { OpenButton } from './OpenButton';
import { RecordingTabs } from './RecordingTabs';
import { SectionTabs } from './SectionTabs';
import { Status } from './Status';
import { useApp } from './use-app';

/** Name, the parts of the page, the recordings of this session, and the job's state. */
export function Header() {
  const denoising = useApp((state) => state.section === 'denoise');
  const empty = useApp((state) => state.current === undefined);
  const job = useApp(jobText);
  const news = useApp(jobNews);
  return (
    <header className={denoising && empty ? 'header empty-header' : 'header'}>
      <h1 className="brand">
        <img src="./icon.svg" alt="" width="24" height="24" />
        Limpid
      </h1>
      <SectionTabs />
      {denoising && <RecordingTabs />}
      <Status name="Job" news={news} className="job" title={job}>
        {job}
      </Status>
      {denoising && !empty && <OpenButton primary={false} />}
    </header>
  );
}
