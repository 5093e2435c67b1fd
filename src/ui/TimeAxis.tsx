import { formatDuration, timeTicks } from './format';

/** Seconds under all panes. */
export function TimeAxis({ durationSec }: { durationSec: number }) {
  return (
    <div className="time-axis" aria-hidden="true">
      {timeTicks(durationSec, 9).map((sec) => (
        <span
          key={sec}
          className={sec > 0.97 * durationSec ? 'at-end' : undefined}
          style={{ left: `${durationSec > 0 ? (sec / durationSec) * 100 : 0}%` }}
        >
          {durationSec < 10 ? `${Number(sec.toFixed(1))} s` : formatDuration(sec)}
        </span>
      ))}
    </div>
  );
}
