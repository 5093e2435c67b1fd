import type { FrequencyScale } from '../worker/frequency-scale';
import { frequencyTicks } from './axis';

/** kHz beside a spectrogram. */
export function FrequencyAxis({ scale }: { scale: FrequencyScale | undefined }) {
  return (
    <>
      <div className="axis-unit" aria-hidden="true">
        kHz
      </div>
      <div className="frequency-axis" aria-hidden="true">
        {scale &&
          frequencyTicks(scale).map(({ label, place }) => (
            <span key={label} style={{ bottom: `${place * 100}%` }}>
              {label}
            </span>
          ))}
      </div>
    </>
  );
}
