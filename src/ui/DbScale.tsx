import type { DbRange } from './db-range';

/** The colours of both spectrograms and the decibels that they stand for. */
export function DbScale({ range }: { range: DbRange | undefined }) {
  const ticks = range ? Array.from({ length: 5 }, (_, i) => range.maxDb - (i * (range.maxDb - range.minDb)) / 4) : [];
  return (
    <div className="db-scale" aria-hidden="true">
      <div className="db-bar" />
      <div className="db-ticks">
        {ticks.map((db, i) => (
          <span key={db} style={{ top: `${i * 25}%` }}>
            {Math.round(db)}
          </span>
        ))}
      </div>
      <em>dB</em>
    </div>
  );
}
