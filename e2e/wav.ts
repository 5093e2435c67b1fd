export interface Wav {
  readonly sampleRateHz: number;
  readonly bitsPerSample: number;
  readonly isFloat: boolean;
  /** Planar, -1...1. */
  readonly channels: Float64Array[];
}

/** Reads a WAV independently of the app's own reader: PCM 16/24 and float 32, plain or extensible. */
export function readWav(bytes: Buffer): Wav {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') throw new Error('not a WAV');
  let format = { tag: 0, numChannels: 0, sampleRateHz: 0, bitsPerSample: 0 };
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const body = bytes.subarray(at + 8, at + 8 + size);
    if (id === 'fmt ') {
      const tag = body.readUInt16LE(0);
      format = {
        tag: tag === 0xfffe ? body.readUInt16LE(24) : tag,
        numChannels: body.readUInt16LE(2),
        sampleRateHz: body.readUInt32LE(4),
        bitsPerSample: body.readUInt16LE(14),
      };
    }
    if (id === 'data') return { ...format, isFloat: format.tag === 3, channels: deinterleave(body, format) };
    at += 8 + size + (size % 2);
  }
  throw new Error('no data');
}

function deinterleave(
  body: Buffer,
  { tag, numChannels, bitsPerSample }: { tag: number; numChannels: number; bitsPerSample: number },
): Float64Array[] {
  const bytes = bitsPerSample / 8;
  const length = Math.floor(body.length / bytes / numChannels);
  const read = (at: number): number => (tag === 3 ? body.readFloatLE(at) : body.readIntLE(at, bytes) / 2 ** (bitsPerSample - 1));
  return Array.from({ length: numChannels }, (_, c) => Float64Array.from({ length }, (_unused, i) => read((i * numChannels + c) * bytes)));
}

/** A 16-bit WAV of planar samples. */
export function writeWav(channels: readonly Float64Array[], sampleRateHz: number): Buffer {
  const numChannels = channels.length;
  const length = channels[0]?.length ?? 0;
  const out = Buffer.alloc(44 + length * numChannels * 2);
  out.write('RIFF', 0, 'latin1');
  out.writeUInt32LE(out.length - 8, 4);
  out.write('WAVEfmt ', 8, 'latin1');
  out.writeUInt32LE(16, 16);
  out.writeUInt16LE(1, 20);
  out.writeUInt16LE(numChannels, 22);
  out.writeUInt32LE(sampleRateHz, 24);
  out.writeUInt32LE(sampleRateHz * numChannels * 2, 28);
  out.writeUInt16LE(numChannels * 2, 32);
  out.writeUInt16LE(16, 34);
  out.write('data', 36, 'latin1');
  out.writeUInt32LE(out.length - 44, 40);
  for (const [c, channel] of channels.entries()) {
    for (const [i, value] of channel.entries())
      out.writeInt16LE(Math.max(-32768, Math.min(32767, Math.round(value * 32768))), 44 + (i * numChannels + c) * 2);
  }
  return out;
}

/** Seeded noise under a slow tremolo, -0.3...0.3: something to work on. */
export function noise(length: number, seed = 1): Float64Array {
  let state = seed;
  return Float64Array.from({ length }, (_, i) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32 - 0.5) * 0.6 * (0.5 + 0.5 * Math.sin(i / 3000));
  });
}

/** Scale-invariant SDR of an estimate, dB. */
export function siSdrDb(reference: Float64Array, estimate: Float64Array): number {
  let [rr, re, ee] = [0, 0, 0];
  for (const [i, r] of reference.entries()) {
    const e = estimate[i] ?? 0;
    rr += r * r;
    re += r * e;
    ee += e * e;
  }
  const target = (re * re) / rr;
  return 10 * Math.log10(target / (ee - target));
}

export function peakOf(x: Float64Array): number {
  return x.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
}

/** The first channel, which must be there. */
export function first(channels: Float64Array[]): Float64Array {
  const [channel] = channels;
  if (!channel) throw new Error('no channel');
  return channel;
}
