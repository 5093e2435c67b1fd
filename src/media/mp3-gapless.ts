/** The encoder's own account of how much it added, in the first frame of MP3 files that have one (Xing, Info, LAME). */
import type { ByteSource } from './audio-source';
import { fourCc, viewOf } from './wav-chunks';

/** What every MP3 decoder adds at the front, samples. Source: LAME 3.100, doc "tech-faq": 528 samples of polyphase and MDCT delay, plus one. */
const DECODER_DELAY = 529;
const MAX_TAG_SEARCH = 1 << 16;
/** Bytes from the tag's beginning (behind the optional fields) to the 24 bits of delay and padding. */
const DELAY_OFFSET = 21;

export interface Gapless {
  /** Samples per channel to drop at the front of what a decoder gives. */
  readonly skipSamples: number;
  /** Samples per channel of the recording, where the file tells. */
  readonly numSamples: number | undefined;
  /** Samples per channel to drop at the end, where the file does not tell the length. */
  readonly trimSamples: number;
}

/** Delay of LAME's encoder, and the least that it puts behind the sound. */
const ENCODER_DELAY = 576;
const LEAST_PADDING = 576;

/**
 * What is taken for a file that does not tell: LAME's delay, which nearly all encoders since share, and its least padding, of which the decoder's delay
 * has pushed out all but 47 samples. Source: LAME 3.100, libmp3lame/encoder.h (ENCDELAY) and lame.c (lame_encode_flush).
 */
export const LAME_DELAY: Gapless = {
  skipSamples: ENCODER_DELAY + DECODER_DELAY,
  numSamples: undefined,
  trimSamples: LEAST_PADDING - DECODER_DELAY,
};

function syncSafe(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let i = 0; i < 4; i++) value = value * 128 + ((bytes[at + i] ?? 0) & 0x7f);
  return value;
}

/** Where the first MP3 frame may begin: behind the ID3v2 tags. */
async function skipId3(bytes: ByteSource): Promise<number> {
  let at = 0;
  for (let n = 0; n < 16; n++) {
    const head = await bytes.read(at, 10);
    if (head.length < 10 || fourCc(head, 0).slice(0, 3) !== 'ID3') break;
    const hasFooter = ((head[5] ?? 0) & 0x10) !== 0;
    at += 10 + syncSafe(head, 6) + (hasFooter ? 10 : 0);
  }
  return at;
}

function findSync(bytes: Uint8Array): number {
  for (let i = 0; i + 4 <= bytes.length; i++) {
    const second = bytes[i + 1] ?? 0;
    // Eleven sync bits, a version that exists, layer III.
    if (bytes[i] === 0xff && (second & 0xe0) === 0xe0 && (second & 0x18) !== 0x08 && (second & 0x06) === 0x02) return i;
  }
  return -1;
}

/**
 * Reads how much silence the encoder and decoder put around the recording; undefined where the file does not tell.
 * Source: Mp3 Info Tag rev 1 specifications, LAME. @throws LimpidError file/unreadable
 */
export async function readMp3Gapless(bytes: ByteSource): Promise<Gapless | undefined> {
  const start = await skipId3(bytes);
  const window = await bytes.read(start, MAX_TAG_SEARCH);
  const sync = findSync(window);
  if (sync < 0) return undefined;
  const isMpeg1 = ((window[sync + 1] ?? 0) & 0x18) === 0x18;
  const isMono = ((window[sync + 3] ?? 0) & 0xc0) === 0xc0;
  const sideInfo = isMpeg1 ? (isMono ? 17 : 32) : isMono ? 9 : 17;
  const frame = window.subarray(sync + 4 + sideInfo, sync + 4 + sideInfo + 160);
  if (frame.length < 8 || !['Xing', 'Info'].includes(fourCc(frame, 0))) return undefined;
  const view = viewOf(frame);
  const flags = view.getUint32(4);
  let at = 8;
  const numFrames = flags & 1 && frame.length >= 12 ? view.getUint32(at) : undefined;
  for (const [bit, length] of [
    [1, 4],
    [2, 4],
    [4, 100],
    [8, 4],
  ] as const)
    if (flags & bit) at += length;
  if (at + DELAY_OFFSET + 3 > frame.length || !/^[\x20-\x7e]{4}$/.test(fourCc(frame, at))) return undefined;
  const packed = (view.getUint16(at + DELAY_OFFSET) << 8) | view.getUint8(at + DELAY_OFFSET + 2);
  const delay = packed >> 12;
  const padding = packed & 0xfff;
  if (delay === 0 && padding === 0) return undefined;
  const decoded = numFrames === undefined ? undefined : numFrames * (isMpeg1 ? 1152 : 576);
  const numSamples = decoded === undefined || decoded <= delay + padding ? undefined : decoded - delay - padding;
  return { skipSamples: delay + DECODER_DELAY, numSamples, trimSamples: 0 };
}
