import { env } from '@tensorflow/tfjs-core';
import { activate, type Backend, type BackendAssets, BIG_CHUNK, STEADY } from './backend-parts';

/** Starts tfjs on WebAssembly. @throws LimpidError backend/unavailable */
export async function startWasm(reason: string, assets: BackendAssets | undefined): Promise<Backend> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  // One thread: tfjs starts its pool only in a cross-origin isolated page, and two workers on shared cores gain nothing.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (assets) {
    setWasmPaths({
      'tfjs-backend-wasm.wasm': assets.wasmUrl,
      'tfjs-backend-wasm-simd.wasm': assets.wasmSimdUrl,
      'tfjs-backend-wasm-threaded-simd.wasm': assets.wasmSimdUrl,
    });
  }
  await activate('wasm');
  const simd = await env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return { name: 'wasm', detail: `${simd ? 'SIMD' : 'no SIMD'}, 1 thread`, reason, maxChunkFrames: BIG_CHUNK, ...STEADY };
}
