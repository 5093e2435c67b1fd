const FRAME_SAMPLES = 1152;
/** MPEG-1 layer III, 64 kbit/s: the shortest frame that has room for the header with all its fields. */
const BITRATE_INDEX = 5;
const FRAME_BYTES = Math.floor((144 * 64_000) / 44_100);

/** The frame that LAME writes before an MP3 of 44.1 kHz: the number of frames, and the encoder's delay and padding. */
export function lameTag({ packets }, { channels }, delay) {
  const out = Buffer.alloc(FRAME_BYTES);
  const first = Buffer.from(packets[0].base64, 'base64');
  out.set([first[0], first[1], (BITRATE_INDEX << 4) | (first[2] & 0x0c), first[3]]);
  const at = channels.length === 1 ? 21 : 36;
  out.write('Info', at, 'latin1');
  out.writeUInt32BE(1, at + 4);
  out.writeUInt32BE(packets.length, at + 8);
  const lame = at + 12;
  out.write('LAME3.100', lame, 'latin1');
  out.writeUIntBE(delay * 4096 + packets.length * FRAME_SAMPLES - delay - channels[0].length, lame + 21, 3);
  return out;
}
