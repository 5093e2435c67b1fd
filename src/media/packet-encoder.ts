/** Encoders as they are: sound in, packets out, with nothing said yet of delay and length, which each container tells in its own way. */
import type { AudioCodec, EncodedPacket } from 'mediabunny';
import { LimpidError } from '../base/errors';
import type { Channels } from '../base/types';

export type LossyCodec = 'aac' | 'mp3' | 'opus';
export type ExportCodec = LossyCodec | 'flac';

/** Samples that each encoder puts before the sound and its decoder does not take off. */
export const ENCODER_DELAY: Readonly<Record<ExportCodec, number>> = { aac: 1024, mp3: 576, opus: 0, flac: 0 };

/** Rates that each encoder takes, rising. */
const RATES: Readonly<Record<LossyCodec, readonly number[]>> = {
  aac: [8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 64_000, 88_200, 96_000],
  mp3: [8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000],
  opus: [48_000],
};
const MAX_CHANNELS: Readonly<Record<ExportCodec, number>> = { aac: 6, mp3: 2, opus: 2, flac: 8 };
const MAX_FLAC_RATE_HZ = 655_350;

/** The rate at which a codec takes a sound: its own, else the next higher, else the highest. */
export function encoderRate(codec: ExportCodec, sampleRateHz: number): number {
  if (codec === 'flac') return Math.min(MAX_FLAC_RATE_HZ, sampleRateHz);
  const rates = RATES[codec];
  return rates.find((rate) => rate >= sampleRateHz) ?? rates.at(-1) ?? sampleRateHz;
}

/** Bits a second: transparent for speech in each codec, within what its frames can hold at the rate. */
function bitrateOf(codec: LossyCodec, sampleRateHz: number, numChannels: number): number {
  if (codec === 'opus') return 64_000 + 64_000 * (numChannels - 1);
  if (codec === 'mp3') return sampleRateHz >= 32_000 ? (numChannels === 1 ? 128_000 : 192_000) : numChannels === 1 ? 64_000 : 128_000;
  return Math.min(96_000, 4 * sampleRateHz) * numChannels;
}

/** Makes mediabunny's encoder packages known to it; each is fetched when it is first needed. */
async function register(codec: ExportCodec): Promise<void> {
  const { canEncodeAudio } = await import('mediabunny');
  if (codec === 'opus' || (await canEncodeAudio(codec))) return;
  if (codec === 'aac') (await import('@mediabunny/aac-encoder')).registerAacEncoder();
  else if (codec === 'mp3') (await import('@mediabunny/mp3-encoder')).registerMp3Encoder();
  else (await import('@mediabunny/flac-encoder')).registerFlacEncoder();
}

/** Whether a sound of this many channels can be encoded here. Only Opus depends on the browser; the others come with their own encoder. */
export async function canEncode(codec: ExportCodec, numChannels: number): Promise<boolean> {
  if (numChannels > MAX_CHANNELS[codec]) return false;
  if (codec !== 'opus') return true;
  const { canEncodeAudio } = await import('mediabunny');
  return await canEncodeAudio('opus', { numberOfChannels: numChannels, sampleRate: 48_000, bitrate: 64_000 });
}

export interface PacketSpec {
  readonly codec: ExportCodec;
  readonly sampleRateHz: number;
  readonly numChannels: number;
  /** For FLAC: whether 16 bits hold all that there is. */
  readonly is16Bit: boolean;
}

export interface EncodedBlock {
  readonly packet: EncodedPacket;
  readonly config: AudioDecoderConfig | undefined;
}

/** Encodes planar blocks from time stamp 0 on; gives packets as they come. @throws LimpidError export/unsupported */
export async function* encodePackets(spec: PacketSpec, blocks: AsyncIterable<Channels>): AsyncGenerator<EncodedBlock> {
  const { codec, sampleRateHz, numChannels } = spec;
  await register(codec);
  const { AudioSampleSource, MkvOutputFormat, NullTarget, Output } = await import('mediabunny');
  const ready: EncodedBlock[] = [];
  const source = new AudioSampleSource({
    codec: codec as AudioCodec,
    ...(codec !== 'flac' && { bitrate: bitrateOf(codec, sampleRateHz, numChannels) }),
    onEncodedPacket: (packet, meta) => void ready.push({ packet, config: meta?.decoderConfig }),
  });
  const output = new Output({ format: new MkvOutputFormat(), target: new NullTarget() });
  output.addAudioTrack(source);
  try {
    await output.start();
    let at = 0;
    for await (const channels of blocks) {
      const sample = await sampleOf(channels, at, spec);
      await source.add(sample);
      sample.close();
      at += channels[0]?.length ?? 0;
      yield* ready.splice(0);
    }
    await output.finalize();
    yield* ready.splice(0);
  } catch (cause) {
    await output.cancel().catch(() => undefined);
    if (cause instanceof LimpidError || cause instanceof DOMException) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LimpidError('export/unsupported', `The ${codec} encoder stopped: ${reason}. Export as WAV instead.`, { cause });
  }
}

/** A block for the encoder: floats for the lossy codecs, 16 or 24 bits for FLAC. */
async function sampleOf(channels: Channels, startSample: number, { codec, sampleRateHz, numChannels, is16Bit }: PacketSpec) {
  const { AudioSample } = await import('mediabunny');
  const length = channels[0]?.length ?? 0;
  const common = { numberOfChannels: numChannels, sampleRate: sampleRateHz, timestamp: startSample / sampleRateHz };
  if (codec !== 'flac') {
    const data = new Float32Array(length * numChannels);
    for (const [c, channel] of channels.entries()) data.set(channel, c * length);
    return new AudioSample({ data, format: 'f32-planar', ...common });
  }
  const data = is16Bit ? new Int16Array(length * numChannels) : new Int32Array(length * numChannels);
  const scale = is16Bit ? 2 ** 15 : 2 ** 23;
  // The encoder keeps the upper 24 of 32 bits.
  const shift = is16Bit ? 1 : 256;
  for (const [c, channel] of channels.entries()) {
    for (let i = 0; i < length; i++) {
      data[i * numChannels + c] = Math.max(-scale, Math.min(scale - 1, Math.round(channel[i]! * scale))) * shift;
    }
  }
  return new AudioSample({ data, format: is16Bit ? 's16' : 's32', ...common });
}
