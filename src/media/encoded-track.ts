/** Opens a compressed file's container and says what of it is to be decoded, and onto which time line. */
import type { AudioSampleSink, Input, InputAudioTrack } from 'mediabunny';
import { LimpidError } from '../base/errors';
import type { SampleEncoding } from '../base/types';
import type { ByteSource } from './audio-source';
import { readExactly } from './byte-source';
import { describeBytes } from './describe-bytes';
import { CONVERT_ADVICE, codecName, knownFormat } from './known-formats';
import { readMatroskaDelay } from './matroska-delay';
import { LAME_DELAY, readMp3Gapless } from './mp3-gapless';
import { isOggFlac, oggFlacBytes } from './ogg-flac';
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
export interface TimelineBounds {
  /** The recording begins at time stamp 0, or with the first sample whatever its time stamp. */
  readonly origin: 'zero' | 'first';
  /** What the codec added at the front and the decoder leaves there, samples at `codecRateHz`; everything moves forward by it. */
  readonly delaySamples: number;
  readonly codecRateHz: number;
  /** Where the recording ends: in samples, or as a time stamp; undefined where the file does not tell. */
  readonly numSamples: number | undefined;
  readonly endSec: number | undefined;
  /** To drop at the end of what the decoder gives. */
  readonly trimSec: number;
}

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

/** Shorter frames than this the FLAC demuxer does not see at the end. */
const SHORTEST_FLAC_FRAME = 16;

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

/** The bytes, and how far they have been read. */
function watched(bytes: ByteSource): ByteSource & { readonly furthest: number } {
  let furthest = 0;
  return {
    size: bytes.size,
    get furthest() {
      return furthest;
    },
    read(start, length) {
      furthest = Math.max(furthest, start + length);
      return bytes.read(start, length);
    },
  };
}

export async function openInput(bytes: ByteSource): Promise<Input> {
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
    const name = codec ?? (await track.getInternalCodecId());
    const sound = typeof name === 'string' ? codecName(name) : 'an unknown codec';
    throw new LimpidError(
      'decode/needs-page',
      `The sound of this ${container} file is ${sound}, which this browser does not decode. ${CONVERT_ADVICE}`,
    );
  }
  const numTracks = (await input.getAudioTracks()).length;
  return { track, codec, notices: numTracks > 1 ? [`The file has ${numTracks} sound tracks; the main one was read.`] : [] };
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

/**
 * Samples that a codec's first frames hold before the sound, where the container says nothing: one access unit of AAC, which only its successor completes;
 * what LAME and every decoder add to MP3.
 */
const USUAL_DELAY: Readonly<Record<string, number>> = { aac: 1024, mp3: LAME_DELAY.skipSamples };

/** What each container knows about where its sound begins and ends. */
async function findBounds(bytes: ByteSource, container: string, codec: string, track: InputAudioTrack): Promise<TimelineBounds> {
  const codecRateHz = await track.getSampleRate();
  const nothing: TimelineBounds = { origin: 'zero', delaySamples: 0, codecRateHz, numSamples: undefined, endSec: undefined, trimSec: 0 };
  switch (container) {
    case 'MP3': {
      const gapless = (await readMp3Gapless(bytes)) ?? LAME_DELAY;
      const { skipSamples, numSamples, trimSamples } = gapless;
      return { ...nothing, origin: 'first', delaySamples: skipSamples, numSamples, trimSec: trimSamples / codecRateHz };
    }
    case 'MP4':
    case 'QuickTime File Format': {
      // The decoder takes Opus's delay off by itself, and the edit list does so by a time stamp below zero: once is enough.
      const early = codec === 'opus' ? Math.min(0, Math.round((await track.getFirstTimestamp()) * codecRateHz)) : 0;
      return { ...nothing, delaySamples: early, endSec: await lastPacketEndSec(track) };
    }
    case 'Ogg':
      return { ...nothing, endSec: await lastPacketEndSec(track) };
    case 'FLAC':
      return { ...nothing, endSec: (await track.getDurationFromMetadata()) ?? undefined };
    case 'Matroska':
    case 'WebM': {
      const { delayNs, paddingNs } = await readMatroskaDelay(bytes, track.id);
      // The decoders of Opus and Vorbis take their delay off themselves.
      const usual = USUAL_DELAY[codec];
      const stated = delayNs ? Math.round((delayNs / 1e9) * codecRateHz) : undefined;
      return { ...nothing, delaySamples: usual === undefined ? 0 : (stated ?? usual), trimSec: paddingNs / 1e9 };
    }
    default:
      return { ...nothing, origin: 'first', delaySamples: USUAL_DELAY[codec] ?? 0 };
  }
}

/** The bytes as the demuxers need them: whole pages of Ogg, since they give up seconds before one that is cut in two; the stream inside FLAC in Ogg. */
async function presentBytes(bytes: ByteSource): Promise<{ source: ByteSource; isOggFlac: boolean; isCut: boolean }> {
  const head = await bytes.read(0, 64);
  if (isOggFlac(head)) return { source: padded(await oggFlacBytes(bytes)), isOggFlac: true, isCut: false };
  if (fourCc(head, 0) === 'fLaC') return { source: padded(bytes), isOggFlac: false, isCut: false };
  if (fourCc(head, 0) !== 'OggS') return { source: bytes, isOggFlac: false, isCut: false };
  const size = await oggWholeBytes(bytes);
  return { source: { size, read: bytes.read.bind(bytes) }, isOggFlac: false, isCut: size < bytes.size };
}

/** With zeros behind the end: the demuxer drops a last FLAC frame of less than 16 bytes, which is what digital silence takes. */
function padded(bytes: ByteSource): ByteSource {
  const size = bytes.size + SHORTEST_FLAC_FRAME;
  return {
    size,
    async read(start, length) {
      const out = new Uint8Array(Math.max(0, Math.min(length, size - start)));
      if (start < bytes.size) out.set(await bytes.read(start, Math.min(out.length, bytes.size - start)));
      return out;
    },
  };
}

/** Opens the file and its main sound track; nothing is decoded yet. @throws LimpidError decode/needs-page, decode/no-audio, decode/corrupt, file/unreadable */
export async function openEncodedTrack(bytes: ByteSource): Promise<EncodedTrack> {
  const { source: present, isOggFlac: isInOgg, isCut } = await presentBytes(bytes);
  const source = watched(present);
  const input = await openInput(source);
  try {
    if (!(await input.canRead())) throw await unknownContainer(bytes);
    const container = (await input.getFormat()).name;
    const { track, codec, ...picked } = await pickTrack(input, container);
    const bounds = await findBounds(source, container, codec, track);
    const statedSec = bounds.endSec ?? (await track.getDurationFromMetadata()) ?? 0;
    const { AudioSampleSink } = await import('mediabunny');
    return {
      samples: new AudioSampleSink(track).samples(),
      label: labelOf(isInOgg ? 'Ogg' : container, codec),
      encoding: PCM_ENCODINGS[codec] ?? 'compressed',
      fractionAt: (doneSec) => Math.min(1, statedSec > 0 ? doneSec / statedSec : source.furthest / source.size),
      bounds,
      notices: isCut ? [...picked.notices, 'The file breaks off in the middle; what is there was read.'] : picked.notices,
      dispose: () => input.dispose(),
    };
  } catch (error) {
    input.dispose();
    if (error instanceof LimpidError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new LimpidError('decode/corrupt', `The file's structure is damaged (${reason}). Export or copy it again.`, { cause: error });
  }
}

async function unknownContainer(bytes: ByteSource): Promise<LimpidError> {
  const head = await bytes.read(0, 16);
  const known = knownFormat(head);
  const what = known ? `This is ${known} file` : `This is no audio or video file that is known here; it begins with ${describeBytes(head)}`;
  return new LimpidError('decode/needs-page', `${what}. ${CONVERT_ADVICE}`);
}
