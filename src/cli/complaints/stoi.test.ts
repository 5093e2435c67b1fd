import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadFft } from '../../dsp/fft';
import { mixDown } from '../../dsp/resample';
import { blobBytes } from '../../media/byte-source';
import { WavSource } from '../../media/wav-source';
import { stoi } from './stoi';

async function samplesOf(path: string): Promise<Float32Array> {
  const source = await WavSource.open(blobBytes(new Blob([readFileSync(path)])));
  return mixDown(await source.read(new AbortController().signal, 0, source.format.numSamples));
}

it('STOI agrees with pystoi within 0.005', { timeout: 60_000 }, async () => {
  const library = await loadFft();
  const clean = await samplesOf('fixtures/speech/talk-en.wav');
  const chirped = clean.map((v, i) => v + 0.05 * Math.sin(i * i * 0.00001));
  expect(Math.abs(stoi(library, clean, chirped, 16_000) - PYSTOI)).toBeLessThan(0.005);
  expect(stoi(library, clean, clean, 16_000)).toBeCloseTo(1, 5);
});

/** pystoi 0.4.1 on the same samples. */
const PYSTOI = 0.9502;
