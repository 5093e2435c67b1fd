import type { Keeping, RecordingState } from '../store/app-state';
import { durationOf } from '../store/selectors';
import { Bench } from './bench/Bench';
import { formatDuration } from './format';
import { Panes } from './Panes';
import { Transport } from './Transport';
import { StoppedStrip, WorkStrip } from './WorkStrip';

const KEEPING_NOTICES: Partial<Record<Keeping, string>> = {
  none: 'The browser gives no storage: this work is not kept after the tab is closed. Download the result.',
  'without-source': 'The browser has no room for a copy of this file: after a reload, open it again to go on.',
};

function formatText(recording: RecordingState): string {
  if (!recording.handle) return '';
  const { label, sampleRateHz, numChannels } = recording.handle.format;
  const channels = numChannels === 1 ? 'mono' : numChannels === 2 ? 'stereo' : `${numChannels} channels`;
  return `${label} · ${sampleRateHz / 1000} kHz · ${channels} · ${formatDuration(durationOf(recording))}`;
}

function Controls({ recording }: { recording: RecordingState }) {
  const { status } = recording.work;
  if (status === 'done') return <Transport recording={recording} />;
  return status === 'cancelled' || status === 'failed' ? <StoppedStrip recording={recording} /> : <WorkStrip recording={recording} />;
}

/** One recording: its pictures, and below them the work under way or the transport. */
export function RecordingView({ recording }: { recording: RecordingState }) {
  const { handle, name } = recording;
  return (
    <section className="recording" aria-label={name}>
      <div className="recording-head">
        <h2>{name}</h2>
        <p className="muted">{formatText(recording)}</p>
        {handle?.notices.map((notice) => (
          <p key={notice} className="notice">
            {notice}
          </p>
        ))}
        {KEEPING_NOTICES[recording.keeping] !== undefined && <p className="notice">{KEEPING_NOTICES[recording.keeping]}</p>}
        <Bench recording={recording} />
      </div>
      <Panes recording={recording} />
      <Controls recording={recording} />
    </section>
  );
}
