/** A small Matroska writer with the two elements that tell a codec's delay and padding, as FFmpeg writes them. */

const ID = {
  header: 0x1a45dfa3,
  docType: 0x4282,
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackUid: 0x73c5,
  trackType: 0x83,
  codecId: 0x86,
  codecPrivate: 0x63a2,
  codecDelay: 0x56aa,
  audio: 0xe1,
  samplingFrequency: 0xb5,
  channels: 0x9f,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
  blockGroup: 0xa0,
  block: 0xa1,
  discardPadding: 0x75a2,
};

function idBytes(id) {
  const hex = id.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
}

function element(id, ...parts) {
  const body = Buffer.concat(parts);
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(body.length) | (1n << 56n));
  return Buffer.concat([idBytes(id), size, body]);
}

function integer(id, value) {
  const body = Buffer.alloc(8);
  body.writeBigInt64BE(BigInt(value));
  return element(id, body);
}

function float(id, value) {
  const body = Buffer.alloc(8);
  body.writeDoubleBE(value);
  return element(id, body);
}

function blockBody(packet, relativeMs, flags) {
  const head = Buffer.from([0x81, 0, 0, flags]);
  head.writeInt16BE(relativeMs, 1);
  return Buffer.concat([head, Buffer.from(packet.base64, 'base64')]);
}

/** One track of packets, a cluster a second; `delaySamples` and `paddingSamples` are stated in the header and beside the last packet. */
export function writeMatroska({ packets, config }, { docType, codecId, delaySamples, paddingSamples }) {
  const ns = (samples) => Math.round((samples / config.sampleRate) * 1e9);
  const entry = [
    integer(ID.trackNumber, 1),
    integer(ID.trackUid, 1),
    integer(ID.trackType, 2),
    element(ID.codecId, Buffer.from(codecId)),
    integer(ID.codecDelay, ns(delaySamples)),
    element(ID.audio, float(ID.samplingFrequency, config.sampleRate), integer(ID.channels, config.numberOfChannels)),
  ];
  if (config.description) entry.push(element(ID.codecPrivate, Buffer.from(config.description, 'base64')));
  const clusters = [];
  for (const [i, packet] of packets.entries()) {
    const atMs = Math.round(packet.timestampSec * 1000);
    const second = Math.floor(atMs / 1000);
    clusters[second] ??= [integer(ID.timestamp, second * 1000)];
    const isLast = i === packets.length - 1;
    clusters[second].push(
      isLast
        ? element(ID.blockGroup, element(ID.block, blockBody(packet, atMs % 1000, 0)), integer(ID.discardPadding, ns(paddingSamples)))
        : element(ID.simpleBlock, blockBody(packet, atMs % 1000, 0x80)),
    );
  }
  return Buffer.concat([
    element(ID.header, element(ID.docType, Buffer.from(docType))),
    element(
      ID.segment,
      element(ID.info, integer(ID.timestampScale, 1_000_000)),
      element(ID.tracks, element(ID.trackEntry, ...entry)),
      ...clusters.filter(Boolean).map((parts) => element(ID.cluster, ...parts)),
    ),
  ]);
}
