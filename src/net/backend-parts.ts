import { ready, setBackend } from '@tensorflow/tfjs-core';
import { LimpidError } from '../base/errors';
import type { BackendName } from '../base/types';

/** Where tfjs finds its WebAssembly; undefined in Node, where it looks beside itself. */
export interface BackendAssets {
  readonly wasmSimdUrl: string;
  readonly wasmUrl: string;
  /** Absent where one thread is all that is wanted. */
  readonly threads?: ThreadAssets;
}

/** What tfjs's threads are made of: files of the page's own origin, so that its policy has to allow no scripts of blobs. */
export interface ThreadAssets {
  readonly wasmUrl: string;
  /** The classic script around the WebAssembly, which every thread loads. */
  readonly moduleUrl: string;
  /** The script that a thread's worker begins with. */
  readonly workerUrl: string;
}

/** A tfjs backend that is current and works. */
export interface Backend {
  readonly name: BackendName;
  readonly detail: string;
  readonly reason: string;
  /** Most frames to compute at once, so that a cancel is answered soon. */
  readonly maxChunkFrames: number;
  /**
   * @throws LimpidError backend/device-lost or backend/gpu-error if the device has failed
   */
  check(): void;
  /** Resolves when the reason of a failed read-back must be known: a lost device is reported a moment after its first victim. */
  settled(): Promise<void>;
  dispose(): void;
}

/** Frames at once on a backend that is quick, and on one that is not. */
export const BIG_CHUNK = 1024;
export const SMALL_CHUNK = 64;

/** A backend on the processor has no device to lose. */
export const STEADY = { check() {}, async settled() {}, dispose() {} };

/** Makes a registered backend the current one. @throws LimpidError backend/unavailable */
export async function activate(name: BackendName): Promise<void> {
  let works = false;
  try {
    works = await setBackend(name);
    await ready();
  } catch (cause) {
    throw new LimpidError('backend/unavailable', `The backend ${name} does not start: ${String(cause)}`, { cause });
  }
  if (!works) throw new LimpidError('backend/unavailable', `The backend ${name} does not start here. Choose another.`);
}
