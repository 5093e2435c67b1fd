/** Writes a long WAV to disk piece by piece: 16 bits, 48 kHz, noise over bursts that rise and fall like syllables. */
import { closeSync, openSync, writeSync } from 'node:fs';

const RATE_HZ = 48_000;
const BYTES_PER_SAMPLE = 2;
/** This long a piece is made once and repeated; its length has no common divisor with the model's chunks. */
const PIECE_SEC = 7;

function header(numSamples, numChannels) {
  const dataBytes = numSamples * numChannels * BYTES_PER_SAMPLE;
  const isLong = dataBytes > 0xffffffff - 100;
  const bytes = Buffer.alloc(80);
  bytes.write(isLong ? 'RF64' : 'RIFF', 0, 'latin1');
  bytes.writeUInt32LE(isLong ? 0xffffffff : dataBytes + 72, 4);
  // The place of the 64-bit sizes is taken in short files too, as a chunk that readers skip.
  bytes.write(isLong ? 'WAVEds64' : 'WAVEJUNK', 8, 'latin1');
  bytes.writeUInt32LE(28, 16);
  if (isLong) {
    bytes.writeBigUInt64LE(BigInt(dataBytes + 72), 20);
    bytes.writeBigUInt64LE(BigInt(dataBytes), 28);
    bytes.writeBigUInt64LE(BigInt(numSamples), 36);
  }
  bytes.write('fmt ', 48, 'latin1');
  bytes.writeUInt32LE(16, 52);
  bytes.writeUInt16LE(1, 56);
  bytes.writeUInt16LE(numChannels, 58);
  bytes.writeUInt32LE(RATE_HZ, 60);
  bytes.writeUInt32LE(RATE_HZ * numChannels * BYTES_PER_SAMPLE, 64);
  bytes.writeUInt16LE(numChannels * BYTES_PER_SAMPLE, 68);
  bytes.writeUInt16LE(8 * BYTES_PER_SAMPLE, 70);
  bytes.write('data', 72, 'latin1');
  bytes.writeUInt32LE(isLong ? 0xffffffff : dataBytes, 76);
  return bytes;
}

function piece(numChannels) {
  const samples = new Int16Array(PIECE_SEC * RATE_HZ * numChannels);
  let state = 1;
  for (let i = 0; i < samples.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const sec = Math.floor(i / numChannels) / RATE_HZ;
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 3.1 * sec)) ** 2;
    const voice = [1, 2, 3, 5].reduce((sum, h) => sum + Math.sin(2 * Math.PI * 140 * h * sec + h) / h, 0);
    samples[i] = 32_767 * (0.12 * syllable * voice + 0.03 * (state / 2 ** 31 - 1));
  }
  return Buffer.from(samples.buffer);
}

/** Writes `seconds` of sound, whole seconds, to `path`; RF64 where 4 GB do not hold it. Returns samples per channel. */
export function writeLongWav(path, seconds, numChannels) {
  const numSamples = seconds * RATE_HZ;
  const bytes = piece(numChannels);
  const file = openSync(path, 'w');
  try {
    writeSync(file, header(numSamples, numChannels));
    for (let left = numSamples * numChannels * BYTES_PER_SAMPLE; left > 0; left -= bytes.length) {
      writeSync(file, bytes, 0, Math.min(left, bytes.length));
    }
  } finally {
    closeSync(file);
  }
  return numSamples;
}
