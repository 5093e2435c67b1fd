import { useEffect, useEffectEvent } from 'react';
import { useApp, useCommands } from './use-app';

/** Calls `draw` with the play head's place, seconds: after every rendering, at every jump, and each frame while it moves. */
export function usePlayHead(draw: (sec: number) => void): void {
  const { player } = useCommands();
  const playing = useApp((state) => state.playing);
  const drawNow = useEffectEvent(() => draw(player.positionSec));
  useEffect(() => {
    drawNow();
  });
  useEffect(() => {
    const unwatch = player.watch(() => drawNow());
    let frame = 0;
    const tick = (): void => {
      drawNow();
      frame = requestAnimationFrame(tick);
    };
    if (playing) tick();
    return () => {
      unwatch();
      cancelAnimationFrame(frame);
    };
  }, [player, playing]);
}
