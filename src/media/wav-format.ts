import { LimpidError } from '../base/errors';
import type { SampleEncoding } from '../base/types';
import { viewOf } from './wav-chunks';

export const WAVE_FORMAT = { pcm: 1, float: 3, alaw: 6, mulaw: 7, extensible: 0xfffe } as const;

/** The rest of a sub-format's GUID after its format tag: Microsoft's, and that of Ambisonic B-format. */
const GUID_TAILS = ['000000001000800000aa00389b71', '00002107d3118644c8c1ca000000'];

const OTHER_FORMATS: Readonly<Record<number, string>> = {
  2: 'Microsoft ADPCM',
  17: 'IMA ADPCM',
  49: 'GSM 6.10',
  80: 'MPEG audio',
  85: 'MP3',
  255: 'AAC',
  353: 'Windows Media Audio',
  354: 'Windows Media Audio',
  8192: 'AC-3',
};

export const MAX_CHANNELS = 64;
export const MAX_SAMPLE_RATE_HZ = 768_000;

/** How samples lie in the data chunk. */
export type StoredAs = Exclude<SampleEncoding, 'compressed'>;

export interface WavFormat {
  readonly numChannels: number;
  readonly sampleRateHz: number;
  /** Bytes from one sample of a channel to its next: all channels. */
  readonly blockAlign: number;
  readonly storedAs: StoredAs;
  /** What the samples are worth: `s24` also for 24 bits in containers of 32. */
  readonly encoding: StoredAs;
}

function corrupt(what: string): LimpidError {
  return new LimpidError('decode/corrupt', `The header of this WAV file is damaged: ${what}. Export or copy it again.`);
}

function unsupported(what: string): LimpidError {
  return new LimpidError(
    'decode/unsupported',
    `${what} Limpid reads PCM of 8, 16, 24 and 32 bits, floating point of 32 and 64 bits, mu-law and A-law. Export it as 24-bit PCM.`,
  );
}

/** The sub-format's tag in a WAVE_FORMAT_EXTENSIBLE chunk. */
function extensibleTag(fmt: Uint8Array): number {
  if (fmt.length < 40) throw corrupt(`its extensible fmt chunk has ${fmt.length} bytes, not 40`);
  const tail = Array.from(fmt.subarray(26, 40), (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (!GUID_TAILS.includes(tail))
    throw unsupported('This WAV file holds samples of an unknown kind (a sub-format that is not a standard one).');
  return viewOf(fmt).getUint16(24, true);
}

function pcmStoredAs(bytesPerSample: number): StoredAs | undefined {
  return ([undefined, 'u8', 's16', 's24', 's32'] as const)[bytesPerSample];
}

function storedAs(tag: number, bytesPerSample: number): StoredAs | undefined {
  if (tag === WAVE_FORMAT.pcm) return pcmStoredAs(bytesPerSample);
  if (tag === WAVE_FORMAT.float) return bytesPerSample === 4 ? 'f32' : bytesPerSample === 8 ? 'f64' : undefined;
  if (tag === WAVE_FORMAT.mulaw) return bytesPerSample === 1 ? 'mulaw' : undefined;
  return bytesPerSample === 1 ? 'alaw' : undefined;
}

/** Reads the content of a fmt chunk. @throws LimpidError decode/corrupt, decode/unsupported */
export function parseWavFormat(fmt: Uint8Array): WavFormat {
  if (fmt.length < 16) throw corrupt(`its fmt chunk has ${fmt.length} bytes, at least 16 are needed`);
  const view = viewOf(fmt);
  const outerTag = view.getUint16(0, true);
  const numChannels = view.getUint16(2, true);
  const sampleRateHz = view.getUint32(4, true);
  const bits = view.getUint16(14, true);
  const tag = outerTag === WAVE_FORMAT.extensible ? extensibleTag(fmt) : outerTag;
  if (![1, 3, 6, 7].includes(tag)) {
    throw unsupported(
      `This WAV file holds ${OTHER_FORMATS[tag] ?? 'samples of an unknown kind'} (format 0x${tag.toString(16).padStart(4, '0')}).`,
    );
  }
  if (numChannels === 0 || sampleRateHz === 0) throw corrupt(`it says ${numChannels} channels at ${sampleRateHz} Hz`);
  if (numChannels > MAX_CHANNELS || sampleRateHz > MAX_SAMPLE_RATE_HZ) {
    throw new LimpidError(
      'decode/unsupported',
      `This WAV file says ${numChannels} channels at ${sampleRateHz} Hz; up to ${MAX_CHANNELS} channels at up to ${MAX_SAMPLE_RATE_HZ} Hz are read.`,
    );
  }
  const blockAlign = view.getUint16(12, true) || numChannels * Math.ceil(bits / 8);
  const bytesPerSample = blockAlign / numChannels;
  const stored = storedAs(tag, bytesPerSample);
  if (bits > bytesPerSample * 8 || !Number.isInteger(bytesPerSample) || bytesPerSample === 0) {
    throw corrupt(`it says ${bits} bits a sample and ${blockAlign} bytes for ${numChannels} channels`);
  }
  if (!stored) throw unsupported(`This WAV file has samples of ${bytesPerSample * 8} bits (format ${tag}).`);
  const validBits = outerTag === WAVE_FORMAT.extensible ? view.getUint16(18, true) || bits : bits;
  const encoding = stored === 's32' && validBits > 0 && validBits <= 24 ? 's24' : stored;
  return { numChannels, sampleRateHz, blockAlign, storedAs: stored, encoding };
}
