import type { Complaint } from './row';
import { ONSET_ROWS } from './rows-onsets';

/** Every complaint that the command measures, in the order of docs/complaints.md. */
export const COMPLAINTS: readonly Complaint[] = [...ONSET_ROWS];
