import { frequencyTicks } from './axis';

/** kHz beside a spectrogram, where its mel bands lie. */
export function FrequencyAxis({ centresHz }: { centresHz: Float32Array | undefined }) {
  return (
    <>
      <div className="axis-unit" aria-hidden="true">
        kHz
      </div>
      <div className="frequency-axis" aria-hidden="true">
        {centresHz &&
          frequencyTicks(centresHz).map(({ label, place }) => (
            <span key={label} style={{ bottom: `${place * 100}%` }}>
              {label}
            </span>
          ))}
      </div>
    </>
  );
}
