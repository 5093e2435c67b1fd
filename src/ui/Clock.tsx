import { useRef } from 'react';
import { seek } from '../commands/playback';
import { formatDuration } from './format';
import { useCommands } from './use-app';
import { usePlayHead } from './use-play-head';

/** Time played and in all, and the play head as a slider for keys and screen readers. */
export function Clock({ durationSec }: { durationSec: number }) {
  const context = useCommands();
  const text = useRef<HTMLSpanElement>(null);
  const slider = useRef<HTMLInputElement>(null);
  usePlayHead((sec) => {
    if (text.current) text.current.textContent = formatDuration(sec, 1);
    if (!slider.current) return;
    slider.current.value = String(sec);
    slider.current.setAttribute('aria-valuetext', formatDuration(sec, 1));
  });
  return (
    <div className="clock">
      <span ref={text} className="clock-now" />
      <span className="muted"> / {formatDuration(durationSec, 1)}</span>
      <input
        ref={slider}
        type="range"
        className="visually-hidden-focusable"
        aria-label="Position"
        min={0}
        max={durationSec}
        step={0.01}
        defaultValue={0}
        onChange={({ target }) => void seek(context, target.valueAsNumber)}
      />
    </div>
  );
}
