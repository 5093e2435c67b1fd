import type { ScaleName } from '../base/look';
import type { RenderSettings } from '../base/settings';
import { melCentresHz } from './mel';
import { type MelColumns, MelPainter, type MelRange } from './mel-track';
import type { Recording } from './recording';
import type { GainShaper } from './shaper';
import { StftPainter } from './stft-painter';

/** Columns of both spectrograms, and the centres of their rows, Hz, lowest first. */
export interface Picture extends MelColumns {
  readonly centresHz: Float32Array;
}

interface Drawn extends Picture {
  readonly shaper: GainShaper;
  readonly scale: ScaleName;
  readonly range: MelRange;
  /** Frames that were decided then. */
  readonly numDone: number;
}

/** The picture of a recording that is being worked on: as long as the same is asked for, only what has come since is drawn. */
export class GrowingPicture {
  #drawn: Drawn | undefined;
  #mel: MelPainter | undefined;
  #stft: StftPainter | undefined;

  constructor(readonly recording: Recording) {}

  /** New arrays each time. Asked for once at a time. */
  async paint(signal: AbortSignal, scale: ScaleName, settings: RenderSettings, range: MelRange): Promise<Picture> {
    const { numDone } = this.recording.gains;
    const shaper = this.recording.shaper(settings);
    const from = this.#firstNewColumn(shaper, scale, range);
    const former = this.#drawn;
    const picture = scale === 'mel' ? this.#paintMel(shaper, range, from) : await this.#paintStft(signal, scale, shaper, range, from);
    const numFormer = from * picture.centresHz.length;
    if (former && from > 0) {
      picture.before.set(former.before.subarray(0, numFormer));
      picture.after.set(former.after.subarray(0, numFormer));
    }
    this.#drawn = { ...picture, before: picture.before.slice(), after: picture.after.slice(), shaper, scale, range, numDone };
    return picture;
  }

  #paintMel(shaper: GainShaper, range: MelRange, from: number): Picture {
    this.#mel ??= new MelPainter();
    return { ...this.#mel.paint(this.recording.mel, shaper, range, from), centresHz: melCentresHz() };
  }

  async #paintStft(signal: AbortSignal, scale: 'log' | 'linear', shaper: GainShaper, range: MelRange, from: number): Promise<Picture> {
    if (this.#stft?.scale !== scale) {
      this.#stft?.dispose();
      this.#stft = new StftPainter(this.recording, scale);
    }
    return { ...(await this.#stft.paint(signal, shaper, range, from)), centresHz: this.#stft.rows.centresHz };
  }

  /** The column that the first frame lies in that was not decided when the picture was drawn; 0 where another picture is wanted. */
  #firstNewColumn(shaper: GainShaper, scale: ScaleName, { startFrame, endFrame, numColumns }: MelRange): number {
    const drawn = this.#drawn;
    const isSame =
      drawn?.shaper === shaper && drawn.scale === scale && drawn.range.startFrame === startFrame && drawn.range.endFrame === endFrame;
    if (!isSame || drawn.range.numColumns !== numColumns || drawn.numDone > this.recording.gains.numDone) return 0;
    // Protection of speech looks ahead, by at most as many frames as the shaper says.
    const frame = drawn.numDone - 1 - shaper.framesAhead;
    return Math.max(0, Math.min(numColumns, Math.floor(((frame - startFrame) / (endFrame - startFrame)) * numColumns) - 1));
  }

  dispose(): void {
    this.#stft?.dispose();
  }
}
