import { type RefObject, useEffect, useMemo, useRef } from 'react';
import { Scope } from '../../base/scope';
import { showAlert } from '../../commands/run-job';
import type { DbRange, LookState, SpectrogramTiles, TimeRange } from '../../store/app-state';
import type { Pane } from '../../worker/tile-protocol';
import { TilesClient } from '../../worker/tiles-client';
import { useCommands } from '../use-app';

interface Shown {
  readonly spectrograms: SpectrogramTiles | undefined;
  readonly centresHz: Float32Array | undefined;
  readonly look: LookState;
  readonly range: DbRange | undefined;
  readonly view: TimeRange;
}

/** Makes the two canvases pictures of a worker's, which is told of tiles, look and stretch as they change. */
export function useTiles(canvases: Readonly<Record<Pane, RefObject<HTMLCanvasElement | null>>>, shown: Shown): void {
  const context = useCommands();
  const client = useRef<TilesClient>(undefined);
  const { spectrograms, centresHz, look, range, view } = shown;
  const { before, after } = canvases;
  useEffect(() => {
    const scope = new Scope();
    const made = scope.own(new TilesClient((error) => showAlert(context, error)));
    client.current = made;
    for (const [pane, { current }] of [
      ['before', before],
      ['after', after],
    ] as const)
      if (current) made.adopt(pane, current.transferControlToOffscreen());
    const observer = new ResizeObserver(([entry]) => {
      if (entry) made.resize(entry.contentRect.width * devicePixelRatio, entry.contentRect.height * devicePixelRatio);
    });
    if (before.current) observer.observe(before.current);
    scope.add(() => observer.disconnect());
    scope.add(() => {
      client.current = undefined;
    });
    return () => scope.dispose();
  }, [context, before, after]);
  const tileLook = useMemo(
    () =>
      spectrograms && centresHz && range
        ? {
            colours: look.colours,
            ...range,
            codeDb: spectrograms.minDb,
            stepDb: spectrograms.stepDb,
            numBands: spectrograms.numBands,
            numShown: centresHz.length,
          }
        : undefined,
    [look.colours, range, centresHz, spectrograms],
  );
  useEffect(() => {
    if (spectrograms) client.current?.setTiles(spectrograms.tiles);
  }, [spectrograms]);
  useEffect(() => {
    if (tileLook) client.current?.setLook(tileLook);
  }, [tileLook]);
  useEffect(() => {
    client.current?.setView(view.startSec, view.endSec);
  }, [view.startSec, view.endSec]);
}
