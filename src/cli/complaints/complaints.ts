import type { Complaint } from './row';
import { BATCH_ROWS } from './rows-batch';
import { CONTROL_ROWS } from './rows-controls';
import { FORMAT_ROWS } from './rows-formats';
import { KEPT_ROWS } from './rows-kept';
import { LENGTH_ROWS, TROUBLE_ROWS } from './rows-length';
import { ONSET_ROWS } from './rows-onsets';
import { SOUND_ROWS } from './rows-sound';

/** Every complaint that the command measures; memory first, while the process is still small. */
export const COMPLAINTS: readonly Complaint[] = [
  ...LENGTH_ROWS,
  ...ONSET_ROWS,
  ...KEPT_ROWS,
  ...SOUND_ROWS,
  ...CONTROL_ROWS,
  ...FORMAT_ROWS,
  ...BATCH_ROWS,
  ...TROUBLE_ROWS,
];
