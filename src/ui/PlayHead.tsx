import { useEffect, useRef } from 'react';
import { useCommands } from './use-app';

/** The line at what is heard, moved outside of React once a frame. */
export function PlayHead({ durationSec }: { durationSec: number }) {
  const { player } = useCommands();
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let frame = 0;
    const draw = (): void => {
      if (line.current && durationSec > 0) line.current.style.left = `${(player.positionSec / durationSec) * 100}%`;
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [player, durationSec]);
  return <div ref={line} className="play-head" aria-hidden="true" />;
}
