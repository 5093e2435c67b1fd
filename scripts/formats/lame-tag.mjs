/** Offset of the Xing header's name in MPEG-1 frames. */
const XING_OFFSET = { stereo: 36, mono: 21 };
const XING_BYTES = 8 + 4 + 4 + 100;
const FRAME_SAMPLES = 1152;

/** Adds to an MP3's Xing header, which ends with its table of contents, the encoder's delay and padding as LAME writes them. */
export function withLameTag(mp3, numFrames, { channels }, delay) {
  const out = Buffer.from(mp3);
  const at = XING_OFFSET[channels.length === 1 ? 'mono' : 'stereo'];
  if (out.toString('latin1', at, at + 4) !== 'Xing') throw new Error('There is no Xing header where it should be.');
  out.writeUInt32BE(numFrames, at + 8);
  const padding = numFrames * FRAME_SAMPLES - delay - channels[0].length;
  const lame = at + XING_BYTES;
  out.write('LAME3.100', lame, 'latin1');
  out.writeUIntBE(delay * 4096 + padding, lame + 21, 3);
  return out;
}
