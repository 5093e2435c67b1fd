import { bandCentresHz } from './bands';
import { NUM_BANDS } from './constants';

const CENTRES = bandCentresHz();

/** Where a frequency lies among the bands: 0 ... NUM_BANDS - 1, between two centres in proportion; what lies beyond the ends is at them. */
export function bandPositionOfHz(hz: number): number {
  const above = CENTRES.findIndex((centre) => centre >= hz);
  if (above < 0) return NUM_BANDS - 1;
  if (above === 0) return 0;
  const low = CENTRES[above - 1]!;
  return above - 1 + (hz - low) / (CENTRES[above]! - low);
}
