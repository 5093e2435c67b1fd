import { type RefObject, useEffect } from 'react';
import { Scope } from '../base/scope';
import { pan, zoom } from '../commands/set-view';
import { currentRecording, viewOf } from '../store/selectors';
import { useCommands } from './use-app';

/** Wheel units for a doubling. */
const WHEEL_PER_OCTAVE = 240;

/** Ctrl and wheel (or a pinch) zooms about the pointer; sideways or with Shift the stretch on screen moves. At most once a frame. */
export function useWheelZoom(area: RefObject<HTMLElement | null>): void {
  const context = useCommands();
  useEffect(() => {
    const element = area.current;
    if (!element) return undefined;
    const scope = new Scope();
    const wish = { octaves: 0, place: 0, share: 0, frame: 0 };
    const apply = (): void => {
      const recording = currentRecording(context.store.getState());
      const { octaves, place, share } = wish;
      Object.assign(wish, { octaves: 0, share: 0, frame: 0 });
      if (!recording) return;
      const { startSec, endSec } = viewOf(recording);
      if (octaves !== 0) void zoom(context, 2 ** octaves, startSec + place * (endSec - startSec));
      if (share !== 0) void pan(context, share);
    };
    const onWheel = (event: WheelEvent): void => {
      const box = element.getBoundingClientRect();
      const sidewaysPx = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      const zooms = event.ctrlKey || event.metaKey;
      if (!zooms && (sidewaysPx === 0 || !currentRecording(context.store.getState())?.view)) return;
      event.preventDefault();
      wish.place = (event.clientX - box.left) / box.width;
      if (zooms) wish.octaves -= event.deltaY / WHEEL_PER_OCTAVE;
      else wish.share += sidewaysPx / box.width;
      wish.frame ||= requestAnimationFrame(apply);
    };
    // Passive listeners, React's own among them, cannot keep the browser from zooming the page.
    scope.listen<WheelEvent>(element, 'wheel', onWheel, { passive: false });
    scope.add(() => cancelAnimationFrame(wish.frame));
    return () => scope.dispose();
  }, [context, area]);
}
