import { LimpidError } from '../base/errors';
import type { AudioFormat, Channels, SampleEncoding } from '../base/types';
import type { AudioSource } from './audio-source';
import { silenceNonFinite } from './wav-decode';
import { NON_FINITE_NOTICE } from './wav-source';

export interface DecodedAudio {
  readonly sampleRateHz: number;
  /** Container or codec as a word for people. */
  readonly label: string;
  /** How the file stored its samples; `compressed` unless told otherwise. */
  readonly encoding?: SampleEncoding;
}

/**
 * Audio that lies in memory as a whole. Takes the arrays over: samples that are not finite are set to 0 in place.
 * @throws LimpidError decode/no-audio when there is no channel or no sample, decode/corrupt when the channels differ in length
 */
export function decodedSource(channels: Channels, audio: DecodedAudio): AudioSource {
  const numSamples = channels[0]?.length ?? 0;
  if (numSamples === 0)
    throw new LimpidError('decode/no-audio', `This ${audio.label} file holds not a single sample of sound. Record or export it again.`);
  if (channels.some((channel) => channel.length !== numSamples)) {
    throw new LimpidError(
      'decode/corrupt',
      `Expected channels of one length, got ${channels.map((channel) => channel.length).join(', ')} samples.`,
    );
  }
  let found = 0;
  for (const channel of channels) found += silenceNonFinite(channel);
  const { sampleRateHz, label, encoding = 'compressed' } = audio;
  const format: AudioFormat = { sampleRateHz, numChannels: channels.length, numSamples, encoding, label };
  let held = channels;
  return {
    format,
    notices: found > 0 ? [NON_FINITE_NOTICE] : [],
    async read(signal, startSample, count) {
      signal.throwIfAborted();
      const start = Math.max(0, startSample);
      return held.map((channel) => channel.slice(start, Math.max(start, start + count)));
    },
    dispose() {
      held = [];
    },
  };
}
