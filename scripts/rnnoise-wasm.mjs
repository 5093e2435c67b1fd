/** RNNoise as web pages run it, as a filter: float32 samples (mono, 48 kHz) on standard input to as many on standard output. */
import { loadRnnoise } from './rnnoise.mjs';

async function readInput() {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

const denoise = await loadRnnoise();
const samples = await readInput();
denoise(samples);
process.stdout.write(Buffer.from(samples.buffer));
