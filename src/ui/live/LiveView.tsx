import { openLiveTake, saveLiveTake, setMonitor, startLive, stopLive, toggleLiveRecording } from '../../commands/live';
import type { LiveState, LiveTake, Monitor } from '../../store/live-state';
import { formatDuration } from '../format';
import { Status } from '../Status';
import { useApp, useCommands } from '../use-app';

type Running = Extract<LiveState, { status: 'running' }>;

const MONITORS: readonly [Monitor, string][] = [
  ['off', 'Nothing'],
  ['before', 'Before'],
  ['after', 'After'],
];

/** The microphone, cleaned as it comes. */
export function LiveView() {
  const context = useCommands();
  const live = useApp((state) => state.live);
  const isReady = useApp((state) => state.engine.status === 'ready');
  return (
    <div className="sheet live">
      <div className="sheet-head">
        <div>
          <h2>Live</h2>
          <p className="muted">
            Your microphone, cleaned while you speak, by a small model that does not wait for the future. Record here, and let the large
            model have another go at it afterwards.
          </p>
        </div>
        {live.status === 'off' ? (
          <button type="button" className="button primary" disabled={!isReady} onClick={() => void startLive(context)}>
            Start microphone
          </button>
        ) : (
          <button type="button" className="button" onClick={() => stopLive(context)}>
            Stop microphone
          </button>
        )}
      </div>
      {live.status === 'starting' && <p className="muted">Opening the microphone…</p>}
      {live.status === 'running' && <Desk live={live} />}
      {live.take && <Take take={live.take} />}
    </div>
  );
}

function paceText({ pace, latencyMs, holes }: Running): string {
  if (pace.isTooSlow)
    return 'This machine is too slow just now: the sound passes as it comes. Stop, close what else is working, and start again.';
  const latency = latencyMs === undefined ? 'Latency: measuring' : `Latency ${Math.round(latencyMs)} ms`;
  const missed = holes === 0 ? '' : ` · ${holes} ${holes === 1 ? 'dropout' : 'dropouts'}`;
  return `${latency} · computing takes ${Math.round(pace.load * 100)} % of the time${missed}`;
}

function Desk({ live }: { live: Running }) {
  const context = useCommands();
  const isRecording = live.recordedSec !== undefined;
  return (
    <section className="live-desk" aria-label="Microphone">
      <Status
        name="Live"
        news={live.pace.isTooSlow ? paceText(live) : 'The microphone is on'}
        className={live.pace.isTooSlow ? 'live-pace slow' : 'live-pace'}
      >
        {paceText(live)}
      </Status>
      <div className="live-levels">
        {(['before', 'after'] as const).map((which) => (
          <label key={which}>
            <span>{which === 'before' ? 'Before' : 'After'}</span>
            <meter min={0} max={1} high={0.98} value={Math.min(1, live.peaks[which])} />
          </label>
        ))}
      </div>
      <div className="live-controls">
        <span className="muted" id="monitor-name">
          Hear
        </span>
        <div className="segments" role="radiogroup" aria-labelledby="monitor-name">
          {MONITORS.map(([value, label]) => (
            <label key={value} className="segment">
              <input
                type="radio"
                name="monitor"
                value={value}
                checked={live.monitor === value}
                onChange={() => setMonitor(context, value)}
              />
              <span>{label}</span>
            </label>
          ))}
        </div>
        <button type="button" className={isRecording ? 'button' : 'button primary'} onClick={() => toggleLiveRecording(context)}>
          {isRecording ? `Stop recording, ${formatDuration(live.recordedSec ?? 0)}` : 'Record'}
        </button>
      </div>
      <p className="muted fine">
        Put on headphones before you listen: speakers beside a microphone howl. Latency counts from microphone to speaker, as far as the
        browser tells.
      </p>
    </section>
  );
}

function Take({ take }: { take: LiveTake }) {
  const context = useCommands();
  return (
    <section className="live-take" aria-label="Take">
      <p>
        <strong>{take.name}</strong> <span className="muted">{formatDuration(take.seconds, 1)}</span>
      </p>
      <div className="live-controls">
        <button type="button" className="button" onClick={() => saveLiveTake(context)}>
          Save what was cleaned live
        </button>
        <button type="button" className="button primary" onClick={() => void openLiveTake(context)}>
          Clean it with the large model
        </button>
      </div>
    </section>
  );
}
