/** What was measured of one model on one set of pairs: means over its pairs. */
export interface Scores {
  /** Scale-invariant signal-to-distortion ratio, dB. */
  readonly siSdrDb: number;
  /** Short-time objective intelligibility, 0...1. */
  readonly stoi: number;
  /** Mean squared error of the mel spectrogram, dB^2. */
  readonly melMse: number;
  /** Peak signal-to-noise ratio of the mel spectrogram, dB. */
  readonly melPsnrDb: number;
  /** Seconds of sound that were measured. */
  readonly seconds: number;
}

/** The base model beside the tuned one on the same pairs. */
export interface Comparison {
  readonly base: Scores;
  readonly tuned: Scores;
}

/** The proof card. `own` is missing where nothing of the user's own has a clean reference. */
export interface Proof {
  readonly own?: Comparison;
  readonly general: Comparison;
}

/** The proof in words. */
export interface Verdict {
  /** Whether the tuned model should be offered as the choice. */
  readonly outcome: 'better' | 'not-better' | 'unmeasured';
  readonly text: string;
}
