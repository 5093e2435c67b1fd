import type { RenderSettings } from '../base/settings';
import { NUM_MEL_BANDS } from './mel';
import type { MelColumns, MelPainter, MelRange } from './mel-track';
import type { Recording } from './recording';
import type { GainShaper } from './shaper';

interface Drawn extends MelColumns {
  readonly shaper: GainShaper;
  readonly range: MelRange;
  /** Frames that were decided then. */
  readonly numDone: number;
}

/** The picture of a recording that is being worked on: as long as the same is asked for, only what has come since is drawn. */
export class GrowingPicture {
  #drawn: Drawn | undefined;

  constructor(readonly recording: Recording) {}

  /** New arrays each time. */
  paint(painter: MelPainter, settings: RenderSettings, range: MelRange): MelColumns {
    const { mel, gains } = this.recording;
    const shaper = this.recording.shaper(settings);
    const from = this.#firstNewColumn(shaper, range);
    const columns = painter.paint(mel, shaper, range, from);
    if (this.#drawn && from > 0) {
      columns.before.set(this.#drawn.before.subarray(0, from * NUM_MEL_BANDS));
      columns.after.set(this.#drawn.after.subarray(0, from * NUM_MEL_BANDS));
    }
    this.#drawn = { before: columns.before.slice(), after: columns.after.slice(), shaper, range, numDone: gains.numDone };
    return columns;
  }

  /** The column that the first frame lies in that was not decided when the picture was drawn; 0 where another picture is wanted. */
  #firstNewColumn(shaper: GainShaper, { startFrame, endFrame, numColumns }: MelRange): number {
    const drawn = this.#drawn;
    const isSame = drawn?.shaper === shaper && drawn.range.startFrame === startFrame && drawn.range.endFrame === endFrame;
    if (!isSame || drawn.range.numColumns !== numColumns || drawn.numDone > this.recording.gains.numDone) return 0;
    // Protection of speech looks ahead, by at most as many frames as the shaper says.
    const frame = drawn.numDone - 1 - shaper.framesAhead;
    return Math.max(0, Math.min(numColumns, Math.floor(((frame - startFrame) / (endFrame - startFrame)) * numColumns) - 1));
  }
}
