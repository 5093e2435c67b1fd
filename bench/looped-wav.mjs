/** Long recordings for measuring: a sample of the page, repeated. */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

const HEADER_BYTES = 44;

/** Repeats a 16-bit mono WAV with a plain header to `seconds`. Returns its rate. */
export function writeLoopedWav(samplePath, path, seconds) {
  const sample = readFileSync(samplePath);
  const header = Buffer.from(sample.subarray(0, HEADER_BYTES));
  if (header.toString('latin1', 36, 40) !== 'data' || header.readUInt16LE(22) !== 1 || header.readUInt16LE(34) !== 16)
    throw new Error(`${samplePath} is not a plain 16-bit mono WAV.`);
  const rateHz = header.readUInt32LE(24);
  const piece = sample.subarray(HEADER_BYTES, HEADER_BYTES + header.readUInt32LE(40));
  const dataBytes = Math.round(seconds * rateHz) * 2;
  header.writeUInt32LE(dataBytes + 36, 4);
  header.writeUInt32LE(dataBytes, 40);
  const file = openSync(path, 'w');
  try {
    writeSync(file, header);
    for (let left = dataBytes; left > 0; left -= piece.length) writeSync(file, piece, 0, Math.min(left, piece.length));
  } finally {
    closeSync(file);
  }
  return rateHz;
}
