/** The frame before an MP3's sound that tells its length and what its encoder added. Source: Mp3 Info Tag rev 1 specifications, LAME. */

const KBIT = {
  mpeg1: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  mpeg2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;
/** Name, flags and the four fields; LAME's part with its checksum. */
const FIELD_BYTES = 120 + 36;

export interface Mp3Length {
  readonly numFrames: number;
  readonly numBytes: number;
  readonly delaySamples: number;
  /** Samples of the recording. */
  readonly numSamples: number;
}

/** Samples in a frame of this header. */
export function mp3FrameSamples(header: Uint8Array): number {
  return ((header[1] ?? 0) & 0x08) === 0 ? 576 : 1152;
}

/** The frame for a stream whose frames begin like `first`, at the lowest bit rate that has room for it; always of the same size. */
export function mp3InfoFrame(first: Uint8Array, sampleRateHz: number, length: Mp3Length): Uint8Array<ArrayBuffer> {
  const isMpeg1 = mp3FrameSamples(first) === 1152;
  const isMono = ((first[3] ?? 0) & 0xc0) === 0xc0;
  const at = 4 + (isMpeg1 ? (isMono ? 17 : 32) : isMono ? 9 : 17);
  const rates = isMpeg1 ? KBIT.mpeg1 : KBIT.mpeg2;
  const sizeAt = (kbit: number): number => Math.floor(((isMpeg1 ? 144_000 : 72_000) * kbit) / sampleRateHz);
  const index = rates.findIndex((kbit) => sizeAt(kbit) >= at + FIELD_BYTES);
  const out = new Uint8Array(sizeAt(rates[index] ?? 0));
  out.set([first[0] ?? 0xff, (first[1] ?? 0) | 1, (index << 4) | ((first[2] ?? 0) & 0x0c), first[3] ?? 0]);
  const view = new DataView(out.buffer);
  const text = (place: number, value: string): void => out.set(new TextEncoder().encode(value), place);
  text(at, 'Info');
  // Frames, bytes, a table to seek by and a quality follow.
  view.setUint32(at + 4, 15);
  view.setUint32(at + 8, length.numFrames);
  view.setUint32(at + 12, length.numBytes + out.length);
  for (let i = 0; i < 100; i++) view.setUint8(at + 16 + i, Math.floor((256 * i) / 100));
  const lame = at + 120;
  text(lame, 'LAME3.100');
  const padding = Math.max(0, Math.min(4095, length.numFrames * mp3FrameSamples(first) - length.delaySamples - length.numSamples));
  view.setUint16(lame + 21, length.delaySamples * 16 + (padding >> 8));
  view.setUint8(lame + 23, padding & 0xff);
  return out;
}
