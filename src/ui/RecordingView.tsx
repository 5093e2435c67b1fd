import { denoiseRecording } from '../commands/denoise';
import type { RecordingState } from '../store/app-state';
import { formatDuration } from './format';
import { Panes } from './Panes';
import { ProgressCard } from './ProgressCard';
import { Transport } from './Transport';
import { useCommands } from './use-app';

function formatText({ handle }: RecordingState): string {
  if (!handle) return '';
  const { label, sampleRateHz, numChannels, numSamples } = handle.format;
  const channels = numChannels === 1 ? 'mono' : numChannels === 2 ? 'stereo' : `${numChannels} channels`;
  return `${label} · ${sampleRateHz / 1000} kHz · ${channels} · ${formatDuration(numSamples / sampleRateHz)}`;
}

/** One recording: work under way, or its pictures and the transport. */
export function RecordingView({ recording }: { recording: RecordingState }) {
  const context = useCommands();
  const { work, handle, key } = recording;
  const stopped = work.status === 'cancelled' || work.status === 'failed';
  return (
    <section className="recording" aria-label={recording.name}>
      <div className="recording-head">
        <h2>{recording.name}</h2>
        <p className="muted">{formatText(recording)}</p>
        {handle?.notices.map((notice) => (
          <p key={notice} className="notice">
            {notice}
          </p>
        ))}
      </div>
      {work.status === 'done' && <Panes recording={recording} />}
      {(work.status === 'opening' || work.status === 'waiting' || work.status === 'denoising') && <ProgressCard recording={recording} />}
      {stopped && (
        <div className="card">
          <p>{work.status === 'cancelled' ? 'Cancelled. What was done is kept.' : 'This recording was not finished.'}</p>
          <button type="button" className="button primary" onClick={() => void denoiseRecording(context, key)}>
            {work.status === 'cancelled' ? 'Go on' : 'Try again'}
          </button>
        </div>
      )}
      {work.status === 'done' && <Transport />}
    </section>
  );
}
