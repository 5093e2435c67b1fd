import { trySample } from '../commands/samples';
import { Motif } from './Motif';
import { OpenButton } from './OpenButton';
import { SavedWork } from './SavedWork';
import { useApp, useCommands } from './use-app';

/** The first screen: what it is in ten words, and a sample to try. */
export function EmptyView() {
  const context = useCommands();
  const samples = useApp((state) => state.samples);
  const [first] = samples;
  return (
    <section className="empty">
      <Motif />
      <h2>
        <span>Clean speech. </span>
        <span>Nothing invented. </span>
        <span>Nothing leaves this computer.</span>
      </h2>
      <p className="lead">Drop a recording anywhere on this page. Hear it clean, see what was removed, download the WAV.</p>
      <div className="empty-actions">
        <OpenButton primary />
        {first && (
          <button type="button" className="button" onClick={() => void trySample(context, first.id)}>
            Try a sample
          </button>
        )}
      </div>
      {samples.length > 0 && (
        <ul className="samples" aria-label="Samples">
          {samples.map(({ id, title, seconds }) => (
            <li key={id}>
              <button type="button" className="sample" onClick={() => void trySample(context, id)}>
                <span>{title}</span>
                <span className="muted">{seconds.toFixed(0)} s</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <SavedWork />
      {first && (
        <p className="fine muted">
          Sample voices: {first.attribution} and others (
          <a href="./samples/ATTRIBUTION.md" target="_blank" rel="noreferrer">
            all sources
          </a>
          ).
        </p>
      )}
    </section>
  );
}
