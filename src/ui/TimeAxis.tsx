import type { TimeRange } from '../store/app-state';
import { timeTicks } from './axis';
import { useMedia } from './use-media';

/** Seconds under all panes. */
export function TimeAxis({ view }: { view: TimeRange }) {
  const span = view.endSec - view.startSec;
  const numTicks = useMedia('(max-width: 720px)') ? 5 : 9;
  return (
    <div className="time-axis" aria-hidden="true">
      {timeTicks(view, numTicks).map(({ sec, label }) => {
        const place = (sec - view.startSec) / span;
        return (
          <span key={sec} className={place < 0.03 ? 'at-start' : place > 0.97 ? 'at-end' : undefined} style={{ left: `${place * 100}%` }}>
            {label}
          </span>
        );
      })}
    </div>
  );
}
