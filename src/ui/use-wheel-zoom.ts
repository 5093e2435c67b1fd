import { type RefObject, useEffect } from 'react';
import { Scope } from '../base/scope';
import { pan, zoom } from '../commands/set-view';
import { currentRecording, viewOf } from '../store/selectors';
import { useCommands } from './use-app';

/** Wheel units for a doubling. */
const WHEEL_PER_OCTAVE = 240;

/** Ctrl and wheel (or a pinch) zooms about the pointer; sideways or with Shift the stretch on screen moves. */
export function useWheelZoom(area: RefObject<HTMLElement | null>): void {
  const context = useCommands();
  useEffect(() => {
    const scope = new Scope();
    const onWheel = (event: WheelEvent): void => {
      const recording = currentRecording(context.store.getState());
      const box = area.current?.getBoundingClientRect();
      if (!recording || !box) return;
      const sidewaysPx = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        const { startSec, endSec } = viewOf(recording);
        const aboutSec = startSec + ((event.clientX - box.left) / box.width) * (endSec - startSec);
        void zoom(context, 2 ** (-event.deltaY / WHEEL_PER_OCTAVE), aboutSec);
      } else if (Math.abs(sidewaysPx) > 0 && recording.view) {
        event.preventDefault();
        void pan(context, sidewaysPx / box.width);
      }
    };
    // Passive listeners, React's own among them, cannot keep the browser from zooming the page.
    if (area.current) scope.listen<WheelEvent>(area.current, 'wheel', onWheel, { passive: false });
    return () => scope.dispose();
  }, [context, area]);
}
