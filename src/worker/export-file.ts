import { LimpidError } from '../base/errors';
import type { OutputFile } from '../base/output-file';
import type { RenderSettings } from '../base/settings';
import type { ExportFormat, ExportOptions, RecordingHandle, WavEncoding } from '../base/types';
import type { Recording } from '../dsp/recording';
import { blobBytes } from '../media/byte-source';
import { CODEC_TYPES, exportEncoded } from '../media/export-encoded';
import { exportVideo, videoKind } from '../media/export-video';
import { exportWavFile } from '../media/export-wav';
import { readMp4Chapters } from '../media/mp4-chapters';
import { canEncode, type ExportCodec, encoderRate } from '../media/packet-encoder';
import { type SoundStream, withProgress } from '../media/sound-stream';
import { infoChunk } from '../media/tags';
import { wavEncodingFor } from '../media/wav-writer';
import type { ResultShelf } from '../storage/result-shelf';
import { makeResult } from './make-result';
import { atLoudness, soundOfResult } from './sound-of-result';
import { extraChunksOf, tagsOf } from './source-extras';

const WAV_ENCODINGS: Partial<Record<ExportFormat, WavEncoding>> = { 'wav-s16': 's16', 'wav-s24': 's24', 'wav-f32': 'f32' };
const EXTENSIONS: Readonly<Record<ExportCodec, string>> = { flac: 'flac', opus: 'opus', mp3: 'mp3', aac: 'm4a' };
const CODECS: readonly ExportCodec[] = ['flac', 'opus', 'mp3', 'aac'];

function isCodec(format: ExportFormat): format is ExportCodec {
  return CODECS.some((codec) => codec === format);
}

/** The formats that a recording's result can be written in here. @throws LimpidError file/unreadable */
export async function exportFormats(info: RecordingHandle, file: Blob | undefined): Promise<ExportFormat[]> {
  const { numChannels } = info.format;
  const out: ExportFormat[] = ['wav-s16', 'wav-s24', 'wav-f32'];
  for (const codec of CODECS) if (await canEncode(codec, numChannels)) out.push(codec);
  const kind = file && (await videoKind(blobBytes(file)));
  if (kind && (await canEncode(kind.codec, numChannels))) out.push('video');
  return out;
}

export interface FileExport {
  readonly info: RecordingHandle;
  readonly recording: Recording;
  readonly settings: RenderSettings;
  readonly options: ExportOptions;
  /** The source, for tags and pictures. */
  readonly file: Blob | undefined;
}

/** `interview.mp4` becomes `interview_denoised.flac`. */
function fileName(name: string, extension: string): string {
  return `${name.replace(/\.[^./\\]{1,5}$/, '')}_denoised.${extension}`;
}

/** Renders a recording into a file of the format, rate and loudness asked for. @throws LimpidError export/unsupported, file/unreadable */
export async function exportFile(
  signal: AbortSignal,
  { info, recording, settings, options, file }: FileExport,
  shelf: ResultShelf,
  onProgress: (fraction: number) => void,
): Promise<{ blob: Blob; fileName: string }> {
  const { format, sampleRateHz: asked, loudnessLufs } = options;
  const { sampleRateHz: own, numChannels } = info.format;
  const kind = format === 'video' && file ? await videoKind(blobBytes(file)) : undefined;
  if (format === 'video' && !kind)
    throw new LimpidError('export/unsupported', `${info.name} is no video that can be written. Export its sound.`);
  const codec = kind?.codec ?? (isCodec(format) ? format : undefined);
  const rate = codec ? encoderRate(codec, asked ?? own) : (asked ?? own);
  // Runs through the sound, of which each counts the same: two are expected where the loudness is set.
  const numTurns = loudnessLufs === undefined ? 1 : 3;
  let turns = 0;
  const report = (fraction: number): void => onProgress(Math.min(1, (turns + fraction) / numTurns));
  let stream: SoundStream = soundOfResult(signal, recording, numChannels, settings, rate);
  if (loudnessLufs !== undefined) {
    const counted = withProgress(stream, report);
    stream = await atLoudness(counted, loudnessLufs, () => {
      turns = Math.min(turns + 1, numTurns - 1);
    });
  } else stream = withProgress(stream, report);
  const made = (extension: string, type: string, write: (target: OutputFile) => Promise<void>) =>
    makeResult(shelf, type, write).then((blob) => ({ blob, fileName: fileName(info.name, extension) }));
  if (kind && file)
    return await made(kind.extension, kind.type, (target) => exportVideo(signal, stream, { bytes: blobBytes(file), kind }, target));
  const tags = await tagsOf(file);
  const encoding = WAV_ENCODINGS[format];
  if (encoding) {
    // Markers and time codes count samples.
    const extraChunks = rate === own ? await extraChunksOf(file) : infoChunk(tags);
    return await made('wav', 'audio/wav', (target) => exportWavFile(signal, stream, { encoding, extraChunks }, target));
  }
  if (!codec) throw new LimpidError('export/unsupported', `Expected a format to export to, got ${format}.`);
  const is16Bit = wavEncodingFor(info.format) === 's16';
  const chapters = file ? await readMp4Chapters(blobBytes(file)) : [];
  return await made(EXTENSIONS[codec], CODEC_TYPES[codec], (target) =>
    exportEncoded(signal, stream, { codec, is16Bit, tags, chapters }, target),
  );
}
