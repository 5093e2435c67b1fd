import { useRef } from 'react';
import { setView } from '../commands/set-view';
import type { TimeRange } from '../store/app-state';
import { useApp, useCommands } from './use-app';
import { usePlayHead } from './use-play-head';

/** The line at what is heard, moved outside of React. When it plays out of the stretch on screen, the next stretch comes. */
export function PlayHead({ view }: { view: TimeRange }) {
  const context = useCommands();
  const playing = useApp((state) => state.playing);
  const line = useRef<HTMLDivElement>(null);
  const lastSec = useRef(0);
  usePlayHead((sec) => {
    const { startSec, endSec } = view;
    const place = (sec - startSec) / Math.max(1e-9, endSec - startSec);
    if (line.current) {
      line.current.hidden = place < 0 || place > 1;
      line.current.style.left = `${place * 100}%`;
    }
    const leftNow = lastSec.current <= endSec && sec > endSec && sec - lastSec.current < 1;
    if (playing && leftNow) void setView(context, { startSec: sec, endSec: sec + endSec - startSec });
    lastSec.current = sec;
  });
  return <div ref={line} className="play-head" aria-hidden="true" />;
}
