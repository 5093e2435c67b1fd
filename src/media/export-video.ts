/** A video with its picture copied packet by packet and its sound replaced. */
import type { EncodedPacket, Input, InputVideoTrack, Output, OutputFormat } from 'mediabunny';
import { LimpidError } from '../base/errors';
import type { OutputFile } from '../base/output-file';
import type { ByteSource } from './audio-source';
import { openInput } from './encoded-track';
import { placedPackets } from './export-encoded';
import { readMatroskaChapters, withChapterRoom, writeMatroskaChapters } from './matroska-chapters';
import { stateDelay, withRoom } from './matroska-patch';
import { readMp4Chapters, writeMp4Chapters } from './mp4-chapters';
import { streamInto } from './output-stream';
import type { ExportCodec } from './packet-encoder';
import type { SoundStream } from './sound-stream';
import { readTags } from './tags';

/** What a video is, as far as its result needs it. */
export interface VideoKind {
  readonly extension: 'mp4' | 'mov' | 'webm' | 'mkv';
  readonly codec: ExportCodec;
  readonly type: string;
}

const KINDS: Readonly<Record<string, VideoKind>> = {
  MP4: { extension: 'mp4', codec: 'aac', type: 'video/mp4' },
  'QuickTime File Format': { extension: 'mov', codec: 'aac', type: 'video/quicktime' },
  WebM: { extension: 'webm', codec: 'opus', type: 'video/webm' },
  Matroska: { extension: 'mkv', codec: 'opus', type: 'video/x-matroska' },
};

/** Tracks are numbered in the order in which they were added: picture, sound. */
const SOUND_TRACK = 2;

/** What kind of video a file is; undefined where it has no picture or its container is not written. @throws LimpidError file/unreadable */
export async function videoKind(bytes: ByteSource): Promise<VideoKind | undefined> {
  const input = await openInput(bytes);
  try {
    if (!(await input.canRead())) return undefined;
    const kind = KINDS[(await input.getFormat()).name];
    const track = kind && (await input.getPrimaryVideoTrack());
    return track && (await track.getCodec()) !== null ? kind : undefined;
  } catch (error) {
    if (error instanceof LimpidError) throw error;
    return undefined;
  } finally {
    input.dispose();
  }
}

async function outputFormat(kind: VideoKind): Promise<OutputFormat> {
  const { MkvOutputFormat, MovOutputFormat, Mp4OutputFormat, WebMOutputFormat } = await import('mediabunny');
  switch (kind.extension) {
    case 'mp4':
      return new Mp4OutputFormat({ fastStart: false });
    case 'mov':
      return new MovOutputFormat({ fastStart: false });
    case 'webm':
      return new WebMOutputFormat();
    case 'mkv':
      return new MkvOutputFormat();
  }
}

/** Copies the packets of one track up to a time, one more call at a time. */
async function* copyTrack(
  track: InputVideoTrack,
  add: (packet: EncodedPacket, config: VideoDecoderConfig | undefined) => Promise<void>,
): AsyncGenerator<number> {
  const { EncodedPacketSink } = await import('mediabunny');
  const config = (await track.getDecoderConfig()) ?? undefined;
  for await (const packet of new EncodedPacketSink(track).packets()) {
    await add(packet, config);
    yield packet.timestamp;
  }
}

async function addVideo(output: Output, input: Input): Promise<AsyncGenerator<number>> {
  const { EncodedVideoPacketSource } = await import('mediabunny');
  const track = await input.getPrimaryVideoTrack();
  const codec = await track?.getCodec();
  if (!track || !codec)
    throw new LimpidError('export/unsupported', 'This file has no picture that can be copied. Export its sound instead.');
  const source = new EncodedVideoPacketSource(codec);
  const [rotation, flip] = [await track.getRotation(), await track.getFlip()];
  output.addVideoTrack(source, { rotation, flip, languageCode: await track.getLanguageCode() });
  return copyTrack(track, (packet, config) => source.add(packet, config && { decoderConfig: config }));
}

/** A video, and what it becomes. */
export interface VideoJob {
  readonly bytes: ByteSource;
  readonly kind: VideoKind;
}

/** Writes the video in `bytes` with this sound, which begins at time stamp 0. @throws LimpidError export/unsupported, file/unreadable */
export async function exportVideo(signal: AbortSignal, stream: SoundStream, { bytes, kind }: VideoJob, file: OutputFile): Promise<void> {
  const { EncodedAudioPacketSource, Output, StreamTarget } = await import('mediabunny');
  const input = await openInput(bytes);
  const isMatroska = kind.codec === 'opus';
  const output = new Output({ format: await outputFormat(kind), target: new StreamTarget(streamInto(file)) });
  try {
    const pictures = await addVideo(output, input);
    const sound = new EncodedAudioPacketSource(kind.codec);
    output.addAudioTrack(sound);
    const tags = await readTags(input);
    const chapters = isMatroska ? await readMatroskaChapters(bytes) : undefined;
    output.setMetadataTags(chapters ? withChapterRoom(tags, chapters) : tags);
    await output.start();
    // Turn by turn, so that neither track piles up in memory while the other is waited for.
    let pictureSec = Number.NEGATIVE_INFINITY;
    let paddingSamples = 0;
    for await (const { packet, config, cutSamples } of placedPackets(stream, kind.codec, false, isMatroska)) {
      signal.throwIfAborted();
      while (pictureSec < packet.timestamp) pictureSec = await nextOf(pictures);
      paddingSamples = isMatroska ? cutSamples : 0;
      await sound.add(paddingSamples > 0 ? withRoom(packet) : packet, config && { decoderConfig: config });
    }
    sound.close();
    while (pictureSec < Number.POSITIVE_INFINITY) {
      signal.throwIfAborted();
      pictureSec = await nextOf(pictures);
    }
    await output.finalize();
    if (chapters) await writeMatroskaChapters(file, chapters);
    if (!isMatroska) await writeMp4Chapters(file, await readMp4Chapters(bytes));
    if (isMatroska) await stateDelay(file, SOUND_TRACK, Math.round((paddingSamples / stream.sampleRateHz) * 1e9));
  } catch (error) {
    await output.cancel().catch(() => undefined);
    throw error;
  } finally {
    input.dispose();
  }
}

async function nextOf(packets: AsyncGenerator<number>): Promise<number> {
  const { value, done } = await packets.next();
  return done ? Number.POSITIVE_INFINITY : value;
}
