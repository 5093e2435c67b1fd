/// <reference lib="webworker" />

import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import wasmSimdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { toErrorRecord } from '../base/errors';
import { Dnsmos } from '../net/dnsmos';
import { startWasm } from '../net/wasm-backend';
import { fetchWeights } from './fetch-weights';
import type { FromRater, ToRater } from './rater-protocol';

declare const self: DedicatedWorkerGlobalScope;

const post = (message: FromRater): void => self.postMessage(message);

async function rate({ weightsUrl, excerpts }: ToRater): Promise<void> {
  const [bytes] = await Promise.all([
    fetchWeights(new AbortController().signal, weightsUrl, 'rater'),
    startWasm('for ratings', { wasmSimdUrl, wasmUrl }, 1),
  ]);
  const network = await Dnsmos.create(bytes);
  post({ kind: 'loaded' });
  for (const excerpt of excerpts) post({ kind: 'rated', rating: await network.rate(excerpt) });
}

self.onmessage = (event: MessageEvent<ToRater>) => {
  rate(event.data).catch((error: unknown) => post({ kind: 'failed', error: toErrorRecord(error) }));
};
