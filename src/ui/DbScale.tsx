import type { DbRange } from '../store/app-state';
import { formatDb } from './format';

const NUM_STEPS = 4;

/** The colours of both spectrograms and the decibels that they stand for. */
export function DbScale({ range }: { range: DbRange | undefined }) {
  const ticks = range
    ? Array.from({ length: NUM_STEPS + 1 }, (_, i) => ({
        db: range.maxDb - (i * (range.maxDb - range.minDb)) / NUM_STEPS,
        place: i / NUM_STEPS,
      }))
    : [];
  return (
    <div className="db-scale" aria-hidden="true">
      <div className="db-bar" />
      <div className="db-ticks">
        {ticks.map(({ db, place }) => (
          <span key={db} style={{ top: `${place * 100}%` }}>
            {formatDb(db)}
          </span>
        ))}
      </div>
      <em>dB</em>
    </div>
  );
}
