/** What can be said of a sound without a reference; undefined what cannot be told, as with silence. */
export interface SoundFigures {
  /** Level of the quietest tenth, dBFS. */
  readonly noiseFloorDb: number | undefined;
  /** Estimated signal-to-noise ratio, dB. */
  readonly snrDb: number | undefined;
  /** Integrated loudness, LUFS. */
  readonly lufs: number | undefined;
  /** True peak, dBTP. */
  readonly truePeakDb: number | undefined;
}

/** How close a sound is to the clean one. */
export interface ReferenceFigures {
  readonly siSdrDb: number;
  /** Short-time objective intelligibility, 0...1. */
  readonly stoi: number;
  /** Mean squared error of mel spectrograms in dB, dB², and the peak signal-to-noise ratio that follows from it, dB. */
  readonly melMse: number;
  readonly melPsnrDb: number;
}

/** Source and result, measured alike. */
export interface BeforeAfter<T> {
  readonly before: T;
  readonly after: T;
}

/** Source and result against a clean recording, over the seconds that both have. */
export interface ReferenceComparison extends BeforeAfter<ReferenceFigures> {
  readonly seconds: number;
  /** Where the recording's start lies in the reference, seconds. */
  readonly offsetSec: number;
}
