/** The script that a thread of tfjs's WebAssembly begins with; tfjs keeps it as text, to make a blob of. */
import { createRequire } from 'node:module';

const { wasmWorkerContents } = createRequire(import.meta.url)(
  '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.worker.js',
);

/** Line breaks stand in its strings only, where they are to be escaped. */
export const tfjsThread = wasmWorkerContents.replaceAll('\n', '\\n');
