import type { TimeRange } from '../store/app-state';
import { useApp } from './use-app';

/** Shows over the panes what is looped. */
export function LoopMark({ view }: { view: TimeRange }) {
  const loop = useApp((state) => state.loop);
  if (!loop) return null;
  const spanSec = view.endSec - view.startSec;
  const left = Math.max(0, (loop.startSec - view.startSec) / spanSec);
  const right = Math.max(0, (view.endSec - loop.endSec) / spanSec);
  if (left >= 1 || right >= 1) return null;
  return <div className="loop-mark" style={{ left: `${left * 100}%`, right: `${right * 100}%` }} />;
}
