/** WAV files for the verification, read and written independently of the page's own reader and writer. */

const KINDS = {
  u8: { tag: 1, bytes: 1, write: (view, at, value) => view.setUint8(at, clamp(value, 128) + 128) },
  s16: { tag: 1, bytes: 2, write: (view, at, value) => view.setInt16(at, clamp(value, 32_768), true) },
  s24: { tag: 1, bytes: 3, write: writeS24 },
  s32: { tag: 1, bytes: 4, write: (view, at, value) => view.setInt32(at, clamp(value, 2_147_483_648), true) },
  f32: { tag: 3, bytes: 4, write: (view, at, value) => view.setFloat32(at, value, true) },
  f64: { tag: 3, bytes: 8, write: (view, at, value) => view.setFloat64(at, value, true) },
};

function clamp(value, scale) {
  return Math.max(-scale, Math.min(scale - 1, Math.round(value * scale)));
}

function writeS24(view, at, value) {
  const integer = clamp(value, 8_388_608);
  view.setUint8(at, integer & 0xff);
  view.setInt16(at + 1, integer >> 8, true);
}

function chunk(id, body) {
  const head = Buffer.alloc(8);
  head.write(id, 0, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

function fmtChunk({ sampleRateHz, channels }, { tag, bytes }) {
  const body = Buffer.alloc(16);
  body.writeUInt16LE(tag, 0);
  body.writeUInt16LE(channels.length, 2);
  body.writeUInt32LE(sampleRateHz, 4);
  body.writeUInt32LE(sampleRateHz * channels.length * bytes, 8);
  body.writeUInt16LE(channels.length * bytes, 12);
  body.writeUInt16LE(bytes * 8, 14);
  return chunk('fmt ', body);
}

/** A sound `{sampleRateHz, channels}` as a WAV file; `rf64` writes the 64-bit form whatever the size. */
export function writeWavFile(sound, kind = 's16', rf64 = false) {
  const spec = KINDS[kind];
  const numSamples = sound.channels[0].length;
  const stride = spec.bytes * sound.channels.length;
  const data = Buffer.alloc(numSamples * stride);
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  for (const [c, channel] of sound.channels.entries()) {
    for (let i = 0; i < numSamples; i++) spec.write(view, i * stride + c * spec.bytes, channel[i]);
  }
  const chunks = [fmtChunk(sound, spec), chunk('data', data)];
  if (rf64) {
    chunks[1].writeUInt32LE(0xffffffff, 4);
    const ds64 = Buffer.alloc(28);
    ds64.writeBigUInt64LE(BigInt(data.length), 8);
    ds64.writeBigUInt64LE(BigInt(numSamples), 16);
    chunks.unshift(chunk('ds64', ds64));
  }
  const head = Buffer.alloc(12);
  head.write(rf64 ? 'RF64' : 'RIFF', 0, 'latin1');
  head.writeUInt32LE(rf64 ? 0xffffffff : 4 + chunks.reduce((sum, { length }) => sum + length, 0), 4);
  head.write('WAVE', 8, 'latin1');
  return Buffer.concat([head, ...chunks]);
}

/** Reads a WAV independently of the app's own reader: PCM of 16 and 24 bits and floating point of 32, plain or extensible; planar samples, -1...1. */
export function readWavFile(bytes) {
  if (!['RIFF', 'RF64'].includes(bytes.toString('latin1', 0, 4)) || bytes.toString('latin1', 8, 12) !== 'WAVE')
    throw new Error('not a WAV');
  let format;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const body = bytes.subarray(at + 8, at + 8 + size);
    if (id === 'fmt ') {
      const tag = body.readUInt16LE(0);
      const isFloat = (tag === 0xfffe ? body.readUInt16LE(24) : tag) === 3;
      format = { isFloat, numChannels: body.readUInt16LE(2), sampleRateHz: body.readUInt32LE(4), bitsPerSample: body.readUInt16LE(14) };
    }
    if (id === 'data') return { ...format, channels: deinterleave(body, format) };
    at += 8 + size + (size % 2);
  }
  throw new Error('The WAV file has no data chunk.');
}

function deinterleave(body, { isFloat, numChannels, bitsPerSample }) {
  const width = bitsPerSample / 8;
  const length = Math.floor(body.length / width / numChannels);
  const read = (at) => (isFloat ? body.readFloatLE(at) : body.readIntLE(at, width) / 2 ** (bitsPerSample - 1));
  return Array.from({ length: numChannels }, (_, c) => Float64Array.from({ length }, (_unused, i) => read((i * numChannels + c) * width)));
}
