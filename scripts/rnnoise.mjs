/** RNNoise as web pages run it: the WebAssembly build of Jitsi. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const FRAME = 480;
const SCALE = 32768;

/** The package's module; it is written as an ES module in a file that Node takes for CommonJS. */
async function loadModule() {
  const source = join(dirname(fileURLToPath(import.meta.resolve('@jitsi/rnnoise-wasm'))), 'dist', 'rnnoise-sync.js');
  const folder = mkdtempSync(join(tmpdir(), 'rnnoise-'));
  try {
    copyFileSync(source, join(folder, 'rnnoise-sync.mjs'));
    const { default: create } = await import(pathToFileURL(join(folder, 'rnnoise-sync.mjs')).href);
    return await create().ready;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Resolves to a function that denoises float32 samples (mono, 48 kHz), in place, in whole frames of 480. */
export async function loadRnnoise() {
  const rnnoise = await loadModule();
  const pointer = rnnoise._malloc(FRAME * 4);
  return (samples) => {
    const state = rnnoise._rnnoise_create();
    for (let at = 0; at + FRAME <= samples.length; at += FRAME) {
      const frame = rnnoise.HEAPF32.subarray(pointer / 4, pointer / 4 + FRAME);
      for (let i = 0; i < FRAME; i++) frame[i] = samples[at + i] * SCALE;
      rnnoise._rnnoise_process_frame(state, pointer, pointer);
      for (let i = 0; i < FRAME; i++) samples[at + i] = frame[i] / SCALE;
    }
    rnnoise._rnnoise_destroy(state);
  };
}
