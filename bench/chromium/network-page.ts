/** The network alone in a page, on WASM with one thread or several. Bundled and served by network.mjs, which calls `window.prepareNetwork` and then `window.runNetwork`. */

import { getThreadsCount, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { env, ready, setBackend } from '@tensorflow/tfjs-core';
import { NUM_BANDS } from '../../src/dsp/constants';
import { Generator } from '../../src/net/generator';
import { parseModel } from '../../src/net/model';

/** Frames that `denoise` computes at once on wasm. */
const CHUNK_FRAMES = 1024;

async function prepareNetwork(threads: number): Promise<{ threads: number; audioSec: number }> {
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', threads > 1 && crossOriginIsolated);
  setWasmPaths('/wasm/');
  if (threads > 1) setThreadsCount(threads);
  await setBackend('wasm');
  await ready();
  const generator = new Generator(await parseModel(new Uint8Array(await (await fetch('/model.safetensors')).arrayBuffer())));
  await generator.selfTest();
  const frames = generator.framesBefore + CHUNK_FRAMES + generator.framesBehind;
  const features = Float32Array.from({ length: frames * NUM_BANDS }, (_, i) => Math.sin(i / 7) + Math.sin(i / 1311));
  Object.assign(window, {
    runNetwork: async (times: number) => {
      for (let i = 0; i < times; i++) await generator.run(features);
    },
  });
  return { threads: threads > 1 ? getThreadsCount() : 1, audioSec: (CHUNK_FRAMES * 768) / 48_000 };
}

Object.assign(window, { prepareNetwork });
