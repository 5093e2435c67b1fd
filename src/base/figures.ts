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

/** How listeners would rate a sound, 1 (bad) to 5 (excellent), as a network guesses: its speech, its background, the whole (ITU-T P.835). */
export interface Rating {
  readonly sig: number;
  readonly bak: number;
  readonly ovrl: number;
}

/** Rate, Hz, and samples of what is rated at once: 9.01 s. */
export const DNSMOS_RATE_HZ = 16_000;
export const DNSMOS_SAMPLES = 144_160;

/** Excerpts of a recording that are rated, and the mean of their ratings. */
export interface RatedExcerpts extends BeforeAfter<Rating> {
  /** Where they begin, seconds, in order of time. */
  readonly startsSec: readonly number[];
}
