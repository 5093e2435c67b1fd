/** Writes WAV files as a stream: header, then samples block by block, then the padding. */
import type { AudioFormat, Channels, WavEncoding } from '../base/types';
import { UNKNOWN_SIZE } from './wav-chunks';
import { WAVE_FORMAT } from './wav-format';

const BYTES_PER_SAMPLE: Readonly<Record<WavEncoding, number>> = { s16: 2, s24: 3, f32: 4 };
/** Speakers of the usual layouts by number of channels: mono, stereo, 3.0, quad, 5.0, 5.1, 6.1, 7.1; none named beyond. */
const CHANNEL_MASKS = [0, 0x4, 0x3, 0x7, 0x33, 0x37, 0x3f, 0x70f, 0x63f] as const;
const GUID_TAIL = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71] as const;

export interface WavSpec {
  readonly sampleRateHz: number;
  readonly numChannels: number;
  /** Samples per channel that will follow. */
  readonly numSamples: number;
  readonly encoding: WavEncoding;
  /** Chunks to stand before the samples, each of an even length: tags. */
  readonly extraChunks?: Uint8Array;
}

/** The encoding in which a recording is written back: its own where Limpid writes it, else the next better. */
export function wavEncodingFor(format: AudioFormat): WavEncoding {
  switch (format.encoding) {
    case 'u8':
    case 's16':
    case 'mulaw':
    case 'alaw':
      return 's16';
    case 's24':
    case 'compressed':
      return 's24';
    case 's32':
    case 'f32':
    case 'f64':
      return 'f32';
  }
}

class ByteWriter {
  readonly #bytes: number[] = [];

  text(value: string): void {
    for (const char of value) this.#bytes.push(char.charCodeAt(0));
  }

  uint(value: number, numBytes: number): void {
    for (let i = 0; i < numBytes; i++) this.#bytes.push(Math.floor(value / 2 ** (8 * i)) % 256);
  }

  raw(values: Iterable<number>): void {
    for (const value of values) this.#bytes.push(value);
  }

  get length(): number {
    return this.#bytes.length;
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#bytes);
  }
}

function writeFmt(out: ByteWriter, { sampleRateHz, numChannels, encoding }: WavSpec): void {
  const bytesPerSample = BYTES_PER_SAMPLE[encoding];
  const tag = encoding === 'f32' ? WAVE_FORMAT.float : WAVE_FORMAT.pcm;
  // Microsoft asks for the extensible form wherever the speakers or the bits need naming.
  const isExtensible = numChannels > 2 || encoding === 's24';
  const isPlainPcm = !isExtensible && tag === WAVE_FORMAT.pcm;
  out.text('fmt ');
  out.uint(isExtensible ? 40 : isPlainPcm ? 16 : 18, 4);
  out.uint(isExtensible ? WAVE_FORMAT.extensible : tag, 2);
  out.uint(numChannels, 2);
  out.uint(sampleRateHz, 4);
  out.uint(sampleRateHz * numChannels * bytesPerSample, 4);
  out.uint(numChannels * bytesPerSample, 2);
  out.uint(bytesPerSample * 8, 2);
  if (isPlainPcm) return;
  out.uint(isExtensible ? 22 : 0, 2);
  if (!isExtensible) return;
  out.uint(bytesPerSample * 8, 2);
  out.uint(CHANNEL_MASKS[numChannels] ?? 0, 4);
  out.uint(tag, 2);
  out.raw(GUID_TAIL);
}

/** The bytes before the samples: RIFF, or RF64 where the file passes 4 GiB. `wavPadding` belongs behind the samples. */
export function wavHeader(spec: WavSpec): Uint8Array<ArrayBuffer> {
  const dataBytes = spec.numSamples * spec.numChannels * BYTES_PER_SAMPLE[spec.encoding];
  const body = new ByteWriter();
  writeFmt(body, spec);
  if (spec.encoding === 'f32') {
    body.text('fact');
    body.uint(4, 4);
    body.uint(Math.min(spec.numSamples, UNKNOWN_SIZE), 4);
  }
  body.raw(spec.extraChunks ?? []);
  // "WAVE", the chunks above, the data chunk's head, the samples and their padding.
  const riffBytes = 4 + body.length + 8 + dataBytes + (dataBytes % 2);
  const isLong = riffBytes >= UNKNOWN_SIZE;
  const out = new ByteWriter();
  out.text(isLong ? 'RF64' : 'RIFF');
  out.uint(isLong ? UNKNOWN_SIZE : riffBytes, 4);
  out.text('WAVE');
  if (isLong) {
    out.text('ds64');
    out.uint(28, 4);
    out.uint(riffBytes + 36, 8);
    out.uint(dataBytes, 8);
    out.uint(spec.numSamples, 8);
    out.uint(0, 4);
  }
  out.raw(Array.from(body.toBytes()));
  out.text('data');
  out.uint(isLong ? UNKNOWN_SIZE : dataBytes, 4);
  return out.toBytes();
}

/** What follows the last sample: one zero byte where the samples take an odd number of them, else nothing. */
export function wavPadding({ numSamples, numChannels, encoding }: WavSpec): Uint8Array<ArrayBuffer> {
  return new Uint8Array((numSamples * numChannels * BYTES_PER_SAMPLE[encoding]) % 2);
}

/** Nearest integer, halves away from zero, within a signed range; NaN becomes 0. */
function toInteger(value: number, scale: number): number {
  const scaled = value * scale;
  const rounded = scaled < 0 ? Math.ceil(scaled - 0.5) : Math.floor(scaled + 0.5);
  if (rounded >= scale) return scale - 1;
  if (rounded <= -scale) return -scale;
  return Number.isNaN(rounded) ? 0 : rounded;
}

function encodeInteger(channels: Channels, view: DataView, encoding: 's16' | 's24', dither: (() => number) | undefined): void {
  const bytesPerSample = BYTES_PER_SAMPLE[encoding];
  const scale = encoding === 's16' ? 32768 : 8388608;
  const stride = bytesPerSample * channels.length;
  for (const [c, channel] of channels.entries()) {
    for (let i = 0; i < channel.length; i++) {
      const at = i * stride + c * bytesPerSample;
      const exact = channel[i]! * scale;
      // What is a step of the scale already loses nothing by rounding: silence stays silence, what was not touched stays as it was.
      const value = toInteger(dither && !Number.isInteger(exact) ? channel[i]! + dither() / scale : channel[i]!, scale);
      view.setInt16(at + bytesPerSample - 2, encoding === 's16' ? value : value >> 8, true);
      if (encoding === 's24') view.setUint8(at, value & 0xff);
    }
  }
}

/**
 * Samples as interleaved little-endian bytes. Integers are rounded (halves away from zero) and clipped at full scale, so what was read from integers is
 * written as the same integers; NaN is written as 0, infinity in f32 too. `dither` gives a number in steps of the last bit to add before rounding, to all
 * samples that rounding would change.
 */
export function encodeSamples(channels: Channels, encoding: WavEncoding, dither?: () => number): Uint8Array<ArrayBuffer> {
  const numSamples = channels[0]?.length ?? 0;
  const out = new Uint8Array(numSamples * channels.length * BYTES_PER_SAMPLE[encoding]);
  const view = new DataView(out.buffer);
  if (encoding !== 'f32') {
    encodeInteger(channels, view, encoding, dither);
    return out;
  }
  for (const [c, channel] of channels.entries()) {
    for (let i = 0; i < channel.length; i++) {
      const value = channel[i]!;
      view.setFloat32((i * channels.length + c) * 4, Number.isFinite(value) ? value : 0, true);
    }
  }
  return out;
}
