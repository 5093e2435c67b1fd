import { LimpidError } from '../base/errors';
import { NUM_BANDS } from '../dsp/constants';
import type { Rehearsal } from './material';
import type { AlignedPair } from './recordings';
import { ENERGY_FLOOR, type Track } from './tracks';

/** The bundled set: bands to rehearse with, and pairs on which a proof measures other voices. */
export interface BundledSet {
  readonly rehearsal: Rehearsal;
  readonly proofPairs: readonly AlignedPair[];
}

/** What stands in the file's header; the twin of training/make_rehearsal.py. */
interface Header {
  readonly format: 1;
  /** Bands that are stored; those above are empty. */
  readonly numBands: number;
  /** Step of a stored energy, dB, and what code 0 stands for. */
  readonly stepDb: number;
  readonly lowestDb: number;
  /** Frames of each track, in the order of the data. */
  readonly speech: readonly { readonly frames: number; readonly source: string }[];
  readonly noise: readonly { readonly frames: number; readonly source: string }[];
  /** Samples of each clip at 16 kHz, mu-law: clean, then noisy. */
  readonly pairs: readonly { readonly samples: number; readonly source: string }[];
}
