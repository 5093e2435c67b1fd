/** FLAC in Ogg. Source: "FLAC-to-Ogg mapping", RFC 9639, section 10.1; pages: RFC 3533. */

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value;
});

function crc32(bytes) {
  let crc = 0;
  for (const byte of bytes) crc = (crc << 8) ^ CRC_TABLE[((crc >>> 24) ^ byte) & 0xff];
  return crc >>> 0;
}

/** The pages of one packet: as many as it takes of 255 segments each. */
function pages(packet, state, granule, flags) {
  const out = [];
  for (let at = 0, isFirst = true; isFirst || at <= packet.length; isFirst = false) {
    const rest = packet.length - at;
    const isWhole = rest < 255 * 255;
    const body = packet.subarray(at, isWhole ? packet.length : at + 255 * 255);
    const numSegments = isWhole ? Math.floor(rest / 255) + 1 : 255;
    const head = Buffer.alloc(27 + numSegments, 255);
    head.write('OggS\0', 0, 'latin1');
    head[5] = (isFirst ? 0 : 1) | (flags & 2) | (isWhole ? flags & 4 : 0);
    head.writeBigInt64LE(isWhole ? BigInt(granule) : -1n, 6);
    head.writeUInt32LE(0x4c696d70, 14);
    head.writeUInt32LE(state.sequence++, 18);
    head.writeUInt32LE(0, 22);
    head[26] = numSegments;
    if (isWhole) head[27 + numSegments - 1] = rest % 255;
    const page = Buffer.concat([head, body]);
    page.writeUInt32LE(crc32(page), 22);
    out.push(page);
    if (isWhole) break;
    at += 255 * 255;
  }
  return out;
}

/** An Ogg file of FLAC packets with their configuration, whose description begins with `fLaC` and the STREAMINFO block. */
export function writeOggFlac({ packets, config }) {
  const native = Buffer.from(config.description, 'base64');
  const streamInfo = Buffer.from(native.subarray(4, 42));
  streamInfo[0] &= 0x7f;
  const comment = Buffer.concat([Buffer.from([0x84, 0, 0, 14, 6, 0, 0, 0]), Buffer.from('limpid'), Buffer.alloc(4)]);
  const first = Buffer.concat([Buffer.from([0x7f]), Buffer.from('FLAC'), Buffer.from([1, 0, 0, 1]), Buffer.from('fLaC'), streamInfo]);
  const state = { sequence: 0 };
  const out = [...pages(first, state, 0, 2), ...pages(comment, state, 0, 0)];
  let granule = 0;
  for (const [i, { base64, durationSec }] of packets.entries()) {
    granule += Math.round(durationSec * config.sampleRate);
    out.push(...pages(Buffer.from(base64, 'base64'), state, granule, i === packets.length - 1 ? 4 : 0));
  }
  return Buffer.concat(out);
}
