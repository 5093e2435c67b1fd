/** Results in compressed formats, with their exact length and without delay: each container is told what its encoder added. */
import type { EncodedPacket, MetadataTags, OutputFormat } from 'mediabunny';
import type { OutputFile } from '../base/output-file';
import { mp3FrameSamples, mp3InfoFrame } from './mp3-info-frame';
import { type Chapter, writeMp4Chapters } from './mp4-chapters';
import { streamInto } from './output-stream';
import { ENCODER_DELAY, type EncodedBlock, type ExportCodec, encodePackets } from './packet-encoder';
import type { SoundStream } from './sound-stream';

export interface EncodeOptions {
  readonly codec: ExportCodec;
  /** For FLAC: whether 16 bits hold all that there is. */
  readonly is16Bit: boolean;
  readonly tags: MetadataTags;
  /** For AAC, whose container has a place for them. */
  readonly chapters: readonly Chapter[];
}

/** Samples that the decoder of Opus takes off the front by itself. Source: RFC 7845, section 5.1. */
export function opusPreSkip(config: AudioDecoderConfig | undefined): number {
  const description = config?.description;
  if (!description) return 0;
  const bytes = ArrayBuffer.isView(description)
    ? new DataView(description.buffer, description.byteOffset, description.byteLength)
    : new DataView(description);
  return bytes.byteLength >= 12 ? bytes.getUint16(10, true) : 0;
}

/** A packet in its place, and how many of its samples lie behind the end of the sound. */
export interface PlacedBlock extends EncodedBlock {
  readonly cutSamples: number;
}

/**
 * The packets moved to where their sound belongs and ending with it: shifted by `shiftSamples`, none that begins at or behind the end, the last one cut.
 * `endSamples` is the end on the time line after the shift.
 */
export async function* placePackets(
  packets: AsyncIterable<EncodedBlock>,
  sampleRateHz: number,
  shiftSamples: (config: AudioDecoderConfig | undefined) => number,
  endSamples: (config: AudioDecoderConfig | undefined) => number,
): AsyncGenerator<PlacedBlock> {
  let config: AudioDecoderConfig | undefined;
  for await (const block of packets) {
    config ??= block.config;
    const start = Math.round(block.packet.timestamp * sampleRateHz) + shiftSamples(config);
    const left = endSamples(config) - start;
    if (left <= 0) continue;
    const whole = Math.round(block.packet.duration * sampleRateHz);
    const packet = block.packet.clone({ timestamp: start / sampleRateHz, duration: Math.min(whole, left) / sampleRateHz });
    yield { packet, config: block.config, cutSamples: Math.max(0, whole - left) };
  }
}

/**
 * The packets of a stream for MP4, MOV, Matroska or Ogg, with time stamp 0 at the first sample of sound. Ogg and Matroska count
 * Opus's delay within (`countsPreSkip`).
 */
export function placedPackets(
  stream: SoundStream,
  codec: ExportCodec,
  is16Bit: boolean,
  countsPreSkip = false,
): AsyncGenerator<PlacedBlock> {
  const { sampleRateHz, numChannels, numSamples } = stream;
  const packets = encodePackets({ codec, sampleRateHz, numChannels, is16Bit }, stream.blocks());
  const shift = -ENCODER_DELAY[codec];
  const end = (config: AudioDecoderConfig | undefined): number => numSamples + (countsPreSkip ? opusPreSkip(config) : 0);
  return placePackets(packets, sampleRateHz, () => shift, end);
}

/** The media type of a file of one codec. */
export const CODEC_TYPES: Readonly<Record<ExportCodec, string>> = {
  aac: 'audio/mp4',
  opus: 'audio/ogg',
  flac: 'audio/flac',
  mp3: 'audio/mpeg',
};

async function formatFor(codec: ExportCodec): Promise<OutputFormat> {
  const { FlacOutputFormat, Mp3OutputFormat, Mp4OutputFormat, OggOutputFormat } = await import('mediabunny');
  switch (codec) {
    case 'aac':
      return new Mp4OutputFormat({ fastStart: false });
    case 'opus':
      return new OggOutputFormat();
    case 'flac':
      return new FlacOutputFormat();
    case 'mp3':
      return new Mp3OutputFormat({ xingHeader: false });
  }
}

/** Writes a stream as a file of one codec. @throws LimpidError export/unsupported */
export async function exportEncoded(
  signal: AbortSignal,
  stream: SoundStream,
  { codec, is16Bit, tags, chapters }: EncodeOptions,
  file: OutputFile,
): Promise<void> {
  const { EncodedAudioPacketSource, Output, StreamTarget } = await import('mediabunny');
  const output = new Output({ format: await formatFor(codec), target: new StreamTarget(streamInto(file)) });
  const source = new EncodedAudioPacketSource(codec);
  output.addAudioTrack(source);
  output.setMetadataTags(tags);
  await output.start();
  const add = async (packet: EncodedPacket, decoderConfig: AudioDecoderConfig | undefined): Promise<void> => {
    signal.throwIfAborted();
    await source.add(packet, decoderConfig && { decoderConfig });
  };
  try {
    if (codec === 'mp3') await writeMp3(stream, add, file, () => output.finalize());
    else {
      for await (const { packet, config } of placedPackets(stream, codec, is16Bit, true)) await add(packet, config);
      await output.finalize();
      if (codec === 'aac') await writeMp4Chapters(file, chapters);
    }
  } catch (error) {
    await output.cancel().catch(() => undefined);
    throw error;
  }
}

/** MP3 has room for its length and delay in a frame before the first, whose place is kept while the sound is written. */
async function writeMp3(
  stream: SoundStream,
  add: (packet: EncodedPacket, config: AudioDecoderConfig | undefined) => Promise<void>,
  file: OutputFile,
  finalize: () => Promise<void>,
): Promise<void> {
  const { sampleRateHz, numChannels, numSamples } = stream;
  const length = { numFrames: 0, numBytes: 0, delaySamples: ENCODER_DELAY.mp3, numSamples };
  let first: Uint8Array | undefined;
  for await (const { packet, config } of encodePackets({ codec: 'mp3', sampleRateHz, numChannels, is16Bit: false }, stream.blocks())) {
    if (!first) {
      first = packet.data.slice(0, 4);
      const frame = mp3InfoFrame(first, sampleRateHz, length);
      await add(packet.clone({ data: frame, timestamp: 0, duration: mp3FrameSamples(first) / sampleRateHz }), config);
    }
    length.numFrames++;
    length.numBytes += packet.data.length;
    await add(packet, config);
  }
  await finalize();
  if (!first) return;
  const frame = mp3InfoFrame(first, sampleRateHz, length);
  await file.write(file.size - length.numBytes - frame.length, frame);
}
