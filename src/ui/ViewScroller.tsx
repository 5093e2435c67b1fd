import { type PointerEvent, useRef } from 'react';
import { setView } from '../commands/set-view';
import type { Pictures, TimeRange } from '../store/app-state';
import { Minimap } from './Minimap';
import { useCommands } from './use-app';

/** Where the stretch on screen lies in the whole; dragged, it moves. Keys do the same: Shift with an arrow. */
export function ViewScroller({ view, durationSec, overview }: { view: TimeRange; durationSec: number; overview: Pictures['overview'] }) {
  const context = useCommands();
  const track = useRef<HTMLDivElement>(null);
  const spanSec = view.endSec - view.startSec;
  const grip = useRef(0);
  const secAt = (event: PointerEvent): number => {
    const box = track.current?.getBoundingClientRect();
    return box ? ((event.clientX - box.left) / box.width) * durationSec : 0;
  };
  const move = (startSec: number): void => void setView(context, { startSec, endSec: startSec + spanSec });
  return (
    <div
      ref={track}
      className="view-scroller"
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        const sec = secAt(event);
        const within = sec >= view.startSec && sec <= view.endSec;
        grip.current = within ? sec - view.startSec : spanSec / 2;
        move(sec - grip.current);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) move(secAt(event) - grip.current);
      }}
    >
      <Minimap overview={overview} />
      <div style={{ left: `${(view.startSec / durationSec) * 100}%`, width: `${(spanSec / durationSec) * 100}%` }} />
    </div>
  );
}
