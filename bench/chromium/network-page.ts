/** The network alone in a page, on WASM with one thread or several. Bundled and served by network.mjs, which calls `window.prepareNetwork` and then `window.runNetwork`. */

import { NUM_BANDS } from '../../src/dsp/constants';
import { Generator } from '../../src/net/generator';
import { parseModel } from '../../src/net/model';
import { startWasm } from '../../src/net/wasm-backend';

/** Frames that `denoise` computes at once on wasm. */
const CHUNK_FRAMES = 1024;

const path = (build: string): string => `/wasm/tfjs-backend-wasm${build}.wasm`;
const ASSETS = {
  wasmUrl: path(''),
  wasmSimdUrl: path('-simd'),
  threads: { wasmUrl: path('-threaded-simd'), moduleUrl: '/wasm/module.js', workerUrl: '/wasm/thread.js' },
};

async function prepareNetwork(threads: number): Promise<{ threads: number; audioSec: number }> {
  const { detail, reason } = await startWasm('measured', ASSETS, threads);
  if (!detail.endsWith(` ${threads} thread${threads === 1 ? '' : 's'}`))
    throw new Error(`${threads} threads were asked for: ${detail}, ${reason}`);
  const generator = new Generator(await parseModel(new Uint8Array(await (await fetch('/model.safetensors')).arrayBuffer())));
  await generator.selfTest();
  const frames = generator.framesBefore + CHUNK_FRAMES + generator.framesBehind;
  const features = Float32Array.from({ length: frames * NUM_BANDS }, (_, i) => Math.sin(i / 7) + Math.sin(i / 1311));
  Object.assign(window, {
    runNetwork: async (times: number) => {
      for (let i = 0; i < times; i++) await generator.run(features);
    },
  });
  return { threads, audioSec: (CHUNK_FRAMES * 768) / 48_000 };
}

Object.assign(window, { prepareNetwork });
