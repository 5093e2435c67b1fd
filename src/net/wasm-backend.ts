import { engine, env } from '@tensorflow/tfjs-core';
import type { ThreadChoice } from '../base/types';
import { activate, type Backend, type BackendAssets, BIG_CHUNK, STEADY, type ThreadAssets } from './backend-parts';
import { planThreads } from './threads';

/** Starts tfjs on WebAssembly; where threads are wanted and do not start, on one, and the reason says why. @throws LimpidError backend/unavailable */
export async function startWasm(reason: string, assets: BackendAssets | undefined, choice: ThreadChoice): Promise<Backend> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  // tfjs's own way to threads needs scripts of blobs, has no time limit, and hangs in minified builds.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const hasSimd = Boolean(await env().getAsync('WASM_HAS_SIMD_SUPPORT'));
  const isIsolated = typeof crossOriginIsolated !== 'undefined' && crossOriginIsolated;
  const threadAssets = assets?.threads;
  const wanted = threadAssets ? planThreads(choice, { cores: navigator.hardwareConcurrency, isIsolated, hasSimd }) : { threads: 1 };
  let { hindrance } = wanted;
  if (threadAssets && wanted.threads > 1) {
    const started = await tryThreads(wanted.threads, threadAssets);
    if (typeof started !== 'string') {
      return {
        ...STEADY,
        name: 'wasm',
        detail: `SIMD, ${started.threads} threads`,
        reason,
        maxChunkFrames: BIG_CHUNK,
        dispose: started.dispose,
      };
    }
    hindrance = started;
  }
  if (assets) {
    setWasmPaths({
      'tfjs-backend-wasm.wasm': assets.wasmUrl,
      'tfjs-backend-wasm-simd.wasm': assets.wasmSimdUrl,
      'tfjs-backend-wasm-threaded-simd.wasm': assets.wasmSimdUrl,
    });
  }
  await activate('wasm');
  return {
    name: 'wasm',
    detail: `${hasSimd ? 'SIMD' : 'no SIMD'}, 1 thread`,
    reason: hindrance === undefined ? reason : `${reason}, no more threads: ${hindrance}`,
    maxChunkFrames: BIG_CHUNK,
    ...STEADY,
  };
}

/** The threads, or why there are none. */
async function tryThreads(threads: number, assets: ThreadAssets): Promise<{ threads: number; dispose(): void } | string> {
  // Tensors may still be on it, and what failed would fail again.
  if (engine().registry['wasm']) return 'they did not start before';
  const { startThreads } = await import('./wasm-threads');
  try {
    return await startThreads(threads, assets);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
