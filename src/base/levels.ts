/** What render settings come to on one recording. */
export interface Levels {
  /** The largest reduction that `auto` stands for, dB. */
  readonly autoReductionDb: number;
  /** Loudness before less loudness after, LU; undefined where either is silence. */
  readonly matchDb: number | undefined;
  /** How far the source's peak lies below full scale, dB; negative where it lies above. */
  readonly headroomDb: number;
}
