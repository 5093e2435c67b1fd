import { type PointerEvent, type RefObject, useRef, useState } from 'react';
import { setBench } from '../../commands/bench';
import { type DrawnStroke, paintStroke } from '../../commands/edit-gains';
import { seek } from '../../commands/playback';
import { setSelection } from '../../commands/selection';
import { setView } from '../../commands/set-view';
import type { RecordingState, TimeRange } from '../../store/app-state';
import { isDone, viewOf } from '../../store/selectors';
import type { FrequencyScale } from '../../worker/frequency-scale';
import { useApp, useCommands } from '../use-app';

/** A press that moves less is a click. */
const CLICK_PX = 4;
/** How near to an end of the selection a press takes hold of it. */
const GRIP_PX = 8;

/** A brush that is being drawn, CSS pixels within the picture named by `pane`. */
export interface Preview {
  readonly pane: string;
  readonly effect: 'keep' | 'remove';
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly radiusPx: number;
}

type Gesture =
  | { readonly kind: 'press'; readonly x: number; readonly sec: number }
  | { readonly kind: 'select'; readonly anchorSec: number }
  | { readonly kind: 'pan'; readonly x: number; readonly view: TimeRange }
  | { readonly kind: 'pinch'; readonly distance: number; readonly sec: number; readonly view: TimeRange }
  | { readonly kind: 'paint'; readonly pane: HTMLElement };

interface Handlers {
  readonly onPointerDown: (event: PointerEvent<HTMLDivElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLDivElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLDivElement>) => void;
  readonly onPointerCancel: (event: PointerEvent<HTMLDivElement>) => void;
}

/**
 * What fingers, pens and mice do over the pictures: a click moves the play head, a drag selects or draws, the middle button pans, two fingers zoom and pan.
 */
export function useGestures(
  area: RefObject<HTMLElement | null>,
  recording: RecordingState,
  scale: FrequencyScale | undefined,
): { handlers: Handlers; preview: Preview | undefined } {
  const context = useCommands();
  const { tool, brushPx } = useApp((state) => state.bench);
  const gesture = useRef<Gesture>(undefined);
  const pointers = useRef(new Map<number, number>());
  const [preview, setPreview] = useState<Preview>();
  const view = viewOf(recording);
  const secAt = (clientX: number, within: TimeRange = view): number => {
    const box = area.current?.getBoundingClientRect();
    if (!box) return within.startSec;
    return within.startSec + Math.max(0, Math.min(1, (clientX - box.left) / box.width)) * (within.endSec - within.startSec);
  };
  const secPerPx = (within: TimeRange = view): number => (within.endSec - within.startSec) / Math.max(1, area.current?.clientWidth ?? 1);

  const begin = (event: PointerEvent<HTMLDivElement>): Gesture | undefined => {
    if (event.button === 1) return { kind: 'pan', x: event.clientX, view };
    if (event.button !== 0) return undefined;
    const pane = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-pane]') : null;
    if (tool !== 'select' && pane && scale && isDone(recording)) {
      setPreview({ pane: pane.dataset['pane'] ?? '', effect: tool, points: [pointIn(pane, event)], radiusPx: brushPx });
      return { kind: 'paint', pane };
    }
    return heldOrPressed(recording.selection, { x: event.clientX, sec: secAt(event.clientX) }, GRIP_PX * secPerPx());
  };

  const pinch = (): Gesture => {
    const [a = 0, b = 0] = [...pointers.current.values()];
    setPreview(undefined);
    return { kind: 'pinch', distance: Math.max(20, Math.abs(a - b)), sec: secAt((a + b) / 2), view };
  };

  const move = (event: PointerEvent<HTMLDivElement>, now: Gesture): void => {
    if (now.kind === 'press' && Math.abs(event.clientX - now.x) > CLICK_PX) gesture.current = { kind: 'select', anchorSec: now.sec };
    else if (now.kind === 'select') setSelection(context, { startSec: now.anchorSec, endSec: secAt(event.clientX) });
    else if (now.kind === 'pan') void setView(context, shifted(now.view, (now.x - event.clientX) * secPerPx(now.view)));
    else if (now.kind === 'paint') setPreview((was) => was && { ...was, points: [...was.points, pointIn(now.pane, event)] });
    else if (now.kind === 'pinch') void setView(context, pinched(now, [...pointers.current.values()], area.current));
  };

  const end = (now: Gesture): void => {
    if (now.kind === 'press') {
      setSelection(context, undefined);
      setBench(context, { activeEdit: undefined });
      void seek(context, now.sec);
    }
    if (now.kind !== 'paint' || !preview || !scale) return;
    void paintStroke(context, drawnOf(preview, now.pane, view, scale));
    setPreview(undefined);
  };

  const leave = (event: PointerEvent<HTMLDivElement>, done: boolean): void => {
    pointers.current.delete(event.pointerId);
    const now = gesture.current;
    if (now?.kind === 'pinch' && pointers.current.size > 0) return;
    gesture.current = undefined;
    if (now && done) end(now);
    else setPreview(undefined);
  };

  return {
    preview,
    handlers: {
      onPointerDown: (event) => {
        pointers.current.set(event.pointerId, event.clientX);
        gesture.current = pointers.current.size === 2 ? pinch() : begin(event);
        if (gesture.current) event.currentTarget.setPointerCapture(event.pointerId);
        // The middle button would start the browser's own scrolling.
        if (event.button === 1) event.preventDefault();
      },
      onPointerMove: (event) => {
        if (pointers.current.has(event.pointerId)) pointers.current.set(event.pointerId, event.clientX);
        if (gesture.current) move(event, gesture.current);
      },
      onPointerUp: (event) => leave(event, true),
      onPointerCancel: (event) => leave(event, false),
    },
  };
}

/** A press near an end of the selection moves that end. */
function heldOrPressed(selection: TimeRange | undefined, { x, sec }: { x: number; sec: number }, gripSec: number): Gesture {
  if (selection && Math.abs(sec - selection.startSec) < gripSec) return { kind: 'select', anchorSec: selection.endSec };
  if (selection && Math.abs(sec - selection.endSec) < gripSec) return { kind: 'select', anchorSec: selection.startSec };
  return { kind: 'press', x, sec };
}

function pointIn(pane: HTMLElement, event: PointerEvent): { x: number; y: number } {
  const box = pane.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

function shifted({ startSec, endSec }: TimeRange, bySec: number): TimeRange {
  return { startSec: startSec + bySec, endSec: endSec + bySec };
}

/** The stretch for two fingers at these places: as much closer as they are farther apart, with the same time between them. */
function pinched(now: Extract<Gesture, { kind: 'pinch' }>, [a = 0, b = 0]: number[], area: HTMLElement | null): TimeRange {
  const box = area?.getBoundingClientRect();
  const span = ((now.view.endSec - now.view.startSec) * now.distance) / Math.max(20, Math.abs(a - b));
  const place = box ? ((a + b) / 2 - box.left) / box.width : 0.5;
  const startSec = now.sec - place * span;
  return { startSec, endSec: startSec + span };
}

/** A drawn brush in seconds and Hz. */
function drawnOf({ effect, points, radiusPx }: Preview, pane: HTMLElement, view: TimeRange, scale: FrequencyScale): DrawnStroke {
  const [width, height] = [Math.max(1, pane.clientWidth), Math.max(1, pane.clientHeight)];
  const span = view.endSec - view.startSec;
  const hzAt = (y: number): number => scale.hzAt(Math.max(0, Math.min(1, 1 - y / height)));
  return {
    effect,
    points: points.map(({ x, y }) => ({ sec: view.startSec + (x / width) * span, hz: hzAt(y) })),
    radiusSec: (radiusPx / width) * span,
    topHz: hzAt((points[0]?.y ?? 0) - radiusPx),
  };
}
