import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseSafetensors } from '../net/safetensors';
import { loadFft } from './fft';
import { stoi } from './stoi';

it('STOI agrees with pystoi within 1e-4', async () => {
  const { tensors } = parseSafetensors(new Uint8Array(readFileSync('fixtures/stoi.safetensors')));
  const [clean, noisy, expected] = ['clean', 'noisy', 'stoi'].map((name) => tensors.get(name)!.values) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const library = await loadFft();
  expect(expected[0]).toBeLessThan(0.95);
  expect(Math.abs(stoi(library, clean, noisy) - expected[0]!)).toBeLessThan(1e-4);
  expect(stoi(library, clean, clean)).toBeCloseTo(1, 6);
  expect(stoi(library, clean.slice(0, 4000), noisy.slice(0, 4000))).toBe(1e-5);
});
