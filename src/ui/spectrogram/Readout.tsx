import type { SpectrogramTiles, TimeRange } from '../../store/app-state';
import type { FrequencyScale } from '../../worker/frequency-scale';
import type { Pane } from '../../worker/tile-protocol';
import { formatDuration } from '../format';

/** A place in a picture: shares of its width from the left and of its height from the bottom. */
export interface Pointed {
  readonly pane: Pane;
  readonly x: number;
  readonly y: number;
}

interface Props {
  readonly pointed: Pointed | undefined;
  readonly pane: Pane;
  readonly view: TimeRange;
  readonly scale: FrequencyScale | undefined;
  readonly spectrograms: SpectrogramTiles | undefined;
}

/** Time, frequency and level under the pointer, in a corner of the picture. The other picture tells its own level of the same place. */
export function Readout({ pointed, pane, view, scale, spectrograms }: Props) {
  if (!pointed || !scale || !spectrograms) return null;
  const sec = view.startSec + pointed.x * (view.endSec - view.startSec);
  const hz = scale.hzAt(pointed.y);
  const db = levelAt(spectrograms, pane, sec, scale.rowAt(hz));
  const frequency = hz < 1000 ? `${Math.round(hz)} Hz` : `${(hz / 1000).toFixed(2)} kHz`;
  return (
    <output className="readout" aria-hidden="true">
      {pointed.pane === pane && `${formatDuration(sec, 2)} · ${frequency} · `}
      {db === undefined ? '–' : `${db.toFixed(1).replace('-', '−')} dB`}
    </output>
  );
}

/** The level of a band at a time, dB, from the finest tile that is there. */
function levelAt({ tiles, numBands, minDb, stepDb }: SpectrogramTiles, pane: Pane, sec: number, band: number): number | undefined {
  const at = tiles.filter(({ startSec, endSec }) => sec >= startSec && sec < endSec);
  const tile = at.sort((a, b) => a.endSec - a.startSec - (b.endSec - b.startSec))[0];
  if (!tile) return undefined;
  const column = Math.floor(((sec - tile.startSec) / (tile.endSec - tile.startSec)) * tile.numColumns);
  const code = tile[pane][column * numBands + band];
  return code === undefined ? undefined : minDb + code * stepDb;
}
