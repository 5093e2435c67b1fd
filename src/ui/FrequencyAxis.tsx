import { AXIS_HZ, placeOfHz } from './format';

/** kHz beside a spectrogram, where its mel bands lie. */
export function FrequencyAxis({ centresHz }: { centresHz: Float32Array | undefined }) {
  return (
    <div className="frequency-axis" aria-hidden="true">
      {centresHz &&
        AXIS_HZ.map((hz) => (
          <span key={hz} style={{ bottom: `${placeOfHz(hz, centresHz) * 100}%` }}>
            {hz / 1000}
          </span>
        ))}
      <em>kHz</em>
    </div>
  );
}
