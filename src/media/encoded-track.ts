/** Opens a compressed file's container and says what of it is to be decoded, and onto which time line. */
import type { AudioSampleSink, Input, InputAudioTrack } from 'mediabunny';
import { LimpidError } from '../base/errors';
import type { SampleEncoding } from '../base/types';
import type { ByteSource } from './audio-source';
import { readExactly } from './byte-source';
import { describeBytes } from './describe-bytes';
import { readMp3Gapless } from './mp3-gapless';
import { oggWholeBytes } from './ogg-pages';
import { fourCc } from './wav-chunks';

export interface EncodedTrack {
  readonly samples: ReturnType<AudioSampleSink['samples']>;
  readonly label: string;
  readonly encoding: SampleEncoding;
  /** How much of the file is decoded, 0...1, when `doneSec` have come out: of the stated duration, or else of the bytes. */
  fractionAt(doneSec: number): number;
  readonly bounds: TimelineBounds;
  readonly notices: readonly string[];
  dispose(): void;
}

/** Where the recording lies on the decoder's time line. */
export type TimelineBounds =
  /**
   * In seconds from time stamp 0, or from the first time stamp whatever it is; `endSec` where the file tells. `fillEnd`: what the decoder does not bring
   * at the end is silence.
   */
  | { readonly kind: 'time'; readonly fromFirst: boolean; readonly endSec: number | undefined; readonly fillEnd: boolean }
  /** In samples from the first that the decoder gives. */
  | { readonly kind: 'samples'; readonly skip: number; readonly numSamples: number | undefined };

const CODEC_NAMES: Readonly<Record<string, string>> = {
  aac: 'AAC',
  opus: 'Opus',
  mp3: 'MP3',
  vorbis: 'Vorbis',
  flac: 'FLAC',
  ulaw: 'mu-law',
  alaw: 'A-law',
};

/** Containers that are nothing without their header. */
const INDEXED_CONTAINERS: readonly string[] = ['MP4', 'QuickTime File Format', 'Matroska', 'WebM'];

const PCM_ENCODINGS: Readonly<Record<string, SampleEncoding>> = {
  'pcm-u8': 'u8',
  'pcm-s8': 'u8',
  'pcm-s16': 's16',
  'pcm-s16be': 's16',
  'pcm-s24': 's24',
  'pcm-s24be': 's24',
  'pcm-s32': 's32',
  'pcm-s32be': 's32',
  'pcm-f32': 'f32',
  'pcm-f32be': 'f32',
  'pcm-f64': 'f64',
  'pcm-f64be': 'f64',
  ulaw: 'mulaw',
  alaw: 'alaw',
};

function labelOf(container: string, codec: string): string {
  const name = CODEC_NAMES[codec] ?? codec.replace(/-.*/, '').toUpperCase();
  const box = container === 'QuickTime File Format' ? 'MOV' : container === 'ADTS' ? 'AAC' : container;
  return box === name ? name : `${box} (${name})`;
}

/** The first `size` bytes, and how far they have been read. */
function watched(bytes: ByteSource, size: number): ByteSource & { readonly furthest: number } {
  let furthest = 0;
  return {
    size,
    get furthest() {
      return furthest;
    },
    read(start, length) {
      furthest = Math.max(furthest, start + length);
      return bytes.read(start, length);
    },
  };
}

async function openInput(bytes: ByteSource): Promise<Input> {
  const { ADTS, CustomSource, FLAC, Input, MATROSKA, MP3, MP4, MPEG_TS, OGG, QTFF, WEBM } = await import('mediabunny');
  const source = new CustomSource({
    getSize: () => bytes.size,
    read: (start, end) => readExactly(bytes, start, end - start),
    prefetchProfile: 'fileSystem',
    // A failed prefetch fails again, and is reported, when the bytes are needed.
    handleUnhandledError: () => undefined,
  });
  return new Input({ source, formats: [MP4, QTFF, MATROSKA, WEBM, OGG, FLAC, MP3, ADTS, MPEG_TS] });
}

/** @throws LimpidError decode/needs-page, decode/no-audio */
async function pickTrack(input: Input, container: string): Promise<{ track: InputAudioTrack; codec: string; notices: string[] }> {
  const track = await input.getPrimaryAudioTrack();
  if (!track) {
    const others = await input.getTracks();
    if (others.length > 0)
      throw new LimpidError('decode/no-audio', `This ${container} file has pictures and no sound track. Choose a file with sound.`);
    if (INDEXED_CONTAINERS.includes(container)) {
      throw new LimpidError(
        'decode/corrupt',
        `This ${container} file has no list of its tracks: it was cut off while recording or copying. Copy or export it again.`,
      );
    }
    throw new LimpidError('decode/needs-page', `No sound track that can be decoded here was found in this ${container} file.`);
  }
  const codec = await track.getCodec();
  if (codec === null || !(await track.canDecode())) {
    const name = codec ?? String((await track.getInternalCodecId()) ?? 'an unknown codec');
    throw new LimpidError('decode/needs-page', `There is no decoder for ${name} in ${container} in this thread.`);
  }
  const numTracks = (await input.getAudioTracks()).length;
  return { track, codec, notices: numTracks > 1 ? [`The file has ${numTracks} sound tracks; the main one was read.`] : [] };
}

/**
 * Whether a FLAC file's last frame takes less than 16 bytes. The demuxer drops such a frame; so short, it holds one value all through, and in practice that
 * is digital silence.
 */
async function endsInTinyFrame(bytes: ByteSource): Promise<boolean> {
  const tail = await bytes.read(Math.max(0, bytes.size - 15), 15);
  return tail.some((byte, i) => byte === 0xff && ((tail[i + 1] ?? 0) & 0xfe) === 0xf8);
}

/** The end of the last packet; undefined where the end of the file is damaged. */
async function lastPacketEndSec(track: InputAudioTrack): Promise<number | undefined> {
  try {
    return await track.computeDuration();
  } catch (error) {
    if (error instanceof LimpidError) throw error;
    return undefined;
  }
}

/** What each container knows about where its sound begins and ends. */
async function findBounds(bytes: ByteSource, container: string, track: InputAudioTrack): Promise<TimelineBounds> {
  switch (container) {
    case 'MP3': {
      const gapless = await readMp3Gapless(bytes);
      return { kind: 'samples', skip: gapless?.skipSamples ?? 0, numSamples: gapless?.numSamples };
    }
    case 'MP4':
    case 'QuickTime File Format':
    case 'Ogg':
      return { kind: 'time', fromFirst: false, endSec: await lastPacketEndSec(track), fillEnd: false };
    case 'FLAC':
      return {
        kind: 'time',
        fromFirst: false,
        endSec: (await track.getDurationFromMetadata()) ?? undefined,
        fillEnd: await endsInTinyFrame(bytes),
      };
    case 'Matroska':
    case 'WebM':
      return { kind: 'time', fromFirst: false, endSec: undefined, fillEnd: false };
    default:
      return { kind: 'time', fromFirst: true, endSec: undefined, fillEnd: false };
  }
}

/** Opens the file and its main sound track; nothing is decoded yet. @throws LimpidError decode/needs-page, decode/no-audio, decode/corrupt, file/unreadable */
export async function openEncodedTrack(bytes: ByteSource): Promise<EncodedTrack> {
  const isOgg = fourCc(await bytes.read(0, 4), 0) === 'OggS';
  // The demuxer gives up seconds before a page that is cut in two, so it is not shown one.
  const source = watched(bytes, isOgg ? await oggWholeBytes(bytes) : bytes.size);
  const input = await openInput(source);
  try {
    if (!(await input.canRead())) {
      const head = await bytes.read(0, 16);
      throw new LimpidError(
        'decode/needs-page',
        `This is no audio or video container that is known here; the file begins with ${describeBytes(head)}.`,
      );
    }
    const container = (await input.getFormat()).name;
    const { track, codec, ...picked } = await pickTrack(input, container);
    const bounds = await findBounds(bytes, container, track);
    const statedSec = (bounds.kind === 'time' ? bounds.endSec : undefined) ?? (await track.getDurationFromMetadata()) ?? 0;
    const { AudioSampleSink } = await import('mediabunny');
    return {
      samples: new AudioSampleSink(track).samples(),
      label: labelOf(container, codec),
      encoding: PCM_ENCODINGS[codec] ?? 'compressed',
      fractionAt: (doneSec) => Math.min(1, statedSec > 0 ? doneSec / statedSec : source.furthest / source.size),
      bounds,
      notices:
        source.size < bytes.size ? [...picked.notices, 'The file breaks off in the middle; what is there was read.'] : picked.notices,
      dispose: () => input.dispose(),
    };
  } catch (error) {
    input.dispose();
    if (error instanceof LimpidError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new LimpidError('decode/corrupt', `The file's structure is damaged (${reason}). Export or copy it again.`, { cause: error });
  }
}
