import { join } from 'node:path';
import { writeLoopedWav } from '../looped-wav.mjs';

export interface Wav {
  readonly path: string;
  readonly seconds: number;
}

const SAMPLE_OF_RATE = { 48: 'street.wav', 44: 'office.wav' } as const;

/** A noisy recording of the samples that ship, mono, 48 or 44.1 kHz, repeated to a length. */
export function recordingFile(folder: string, kiloHz: 48 | 44, seconds: number): Wav {
  const path = join(folder, `${kiloHz}-${seconds}.wav`);
  writeLoopedWav(join('public', 'samples', SAMPLE_OF_RATE[kiloHz]), path, seconds);
  return { path, seconds };
}
