import { useEffect, useRef } from 'react';
import { seek } from '../commands/playback';
import { formatDuration } from './format';
import { useApp, useCommands } from './use-app';

/** Time played and in all, and the play head as a slider for keys and screen readers. */
export function Clock() {
  const context = useCommands();
  const { player } = context;
  const playing = useApp((state) => state.playing);
  const text = useRef<HTMLSpanElement>(null);
  const slider = useRef<HTMLInputElement>(null);
  useEffect(() => {
    let frame = 0;
    const draw = (): void => {
      if (text.current)
        text.current.textContent = `${formatDuration(player.positionSec, true)} / ${formatDuration(player.durationSec, true)}`;
      if (slider.current && document.activeElement !== slider.current) slider.current.value = String(player.positionSec);
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [player]);
  return (
    <div className="clock">
      <span ref={text} className="clock-text" data-playing={playing} />
      <input
        ref={slider}
        type="range"
        className="visually-hidden-focusable"
        aria-label="Position"
        min={0}
        max={player.durationSec}
        step={0.01}
        defaultValue={0}
        onChange={({ target }) => void seek(context, target.valueAsNumber)}
      />
    </div>
  );
}
