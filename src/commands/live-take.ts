import { encodeSamples, wavHeader } from '../media/wav-writer';
import { LIVE_RATE_HZ, type Recorded } from './live-node';

function wavFile(blocks: readonly Float32Array[], name: string): File {
  const samples = new Float32Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    samples.set(block, at);
    at += block.length;
  }
  const header = wavHeader({ sampleRateHz: LIVE_RATE_HZ, numChannels: 1, numSamples: samples.length, encoding: 's24' });
  return new File([header, encodeSamples([samples], 's24')], name, { type: 'audio/wav' });
}

/** What was recorded, as files: the sound as it came, and what was made of it. */
export interface TakeFiles {
  readonly raw: File;
  readonly cleaned: File;
  readonly seconds: number;
}

/** A take of the microphone as two WAV files of 24 bits: as it came, and cleaned. */
export function takeFilesOf({ before, after }: Recorded): TakeFiles {
  const seconds = before.reduce((sum, block) => sum + block.length, 0) / LIVE_RATE_HZ;
  const stamp = new Date().toISOString().slice(0, 19).replace('T', ' ').replaceAll(':', '.');
  return { raw: wavFile(before, `Microphone ${stamp}.wav`), cleaned: wavFile(after, `Microphone ${stamp}_live.wav`), seconds };
}
