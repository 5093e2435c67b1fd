/// <reference lib="webworker" />

import workerUrl from 'virtual:tfjs-thread-url';
import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import wasmSimdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedWasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import moduleUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js?url';
import { removeStaleFiles } from '../storage/opfs-files';
import { EngineServer } from './engine';
import type { ToEngine } from './protocol';
import { postEvent, serve } from './rpc';

declare const self: DedicatedWorkerGlobalScope;

// Samples that a closed or crashed tab left behind; those of other open tabs are locked and stay.
void removeStaleFiles();

const threads = { wasmUrl: threadedWasmUrl, moduleUrl, workerUrl };
const server = new EngineServer({ wasmSimdUrl, wasmUrl, threads }, (event) => postEvent(self, event));
const receive = serve(self, { ...server.handlers, ...server.tuning.handlers });
self.onmessage = (event: MessageEvent<ToEngine>) => receive(event.data);
// A rejection that nobody awaits would be silent; thrown again in a task of its own it reaches the page as a crashed worker.
self.onunhandledrejection = (event) => {
  setTimeout(() => {
    throw event.reason;
  });
};
