import { readFileSync } from 'node:fs';
import { DNSMOS_RATE_HZ, DNSMOS_SAMPLES } from '../../src/base/figures';
import { Dnsmos } from '../../src/net/dnsmos';
import { alternate, type Cost } from './measure';

/** What a rating of 9 s costs on the backend that runs. */
export async function measureRating(samples: Float32Array, rounds: number): Promise<Cost> {
  const network = await Dnsmos.create(new Uint8Array(readFileSync('public/rating/dnsmos-p835.safetensors')));
  const excerpt = samples.slice(0, DNSMOS_SAMPLES);
  const costs = await alternate([{ name: 'rating', audioSec: DNSMOS_SAMPLES / DNSMOS_RATE_HZ, run: () => network.rate(excerpt) }], rounds);
  network.dispose();
  return costs['rating']!;
}
