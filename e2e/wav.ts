export { readWavFile as readWav, type Wav } from '../scripts/formats/wav-file.mjs';

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

/** Whether two channels are the same, sample for sample; `toEqual` takes minutes for as many. */
export function isSame(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
