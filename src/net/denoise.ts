import { nextTask } from '../base/mutex';
import { NUM_BANDS } from '../dsp/constants';
import type { FrameReader } from '../dsp/frame-reader';
import type { GainTrack } from '../dsp/gain-track';
import type { Backend } from './backend-parts';
import type { Generator } from './generator';

/** Frames computed at once; few sizes, since every new shape costs memory on wasm and a first run on WebGPU. */
const CHUNK_FRAMES = [64, 128, 256, 384, 640, 1024] as const;

/** The smallest chunk that holds what is left, within what the backend should do at once. */
function chunkFor(remaining: number, most: number): number {
  return CHUNK_FRAMES.find((size) => size >= Math.min(remaining, most)) ?? most;
}

/**
 * Fills a gain track from its first missing frame on, chunk by chunk; yields the number of frames done after each. Every chunk is computed with the
 * generator's whole context on both sides, mirrored at the ends, so the result does not depend on where the chunks begin.
 * @throws LimpidError backend/device-lost, backend/gpu-error; AbortError when `signal` fires
 */
export async function* denoise(
  signal: AbortSignal,
  backend: Backend,
  generator: Generator,
  frames: FrameReader,
  track: GainTrack,
): AsyncGenerator<number, void, void> {
  const { framesBefore, framesBehind, model } = generator;
  const chunkAt = (frame: number): number => chunkFor(track.numFrames - frame, backend.maxChunkFrames);
  const featuresAt = (frame: number): Promise<Float32Array> =>
    frames.features(signal, frame - framesBefore, framesBefore + chunkAt(frame) + framesBehind, model.architecture.causal);
  let ahead: Promise<Float32Array> | undefined = track.numDone < track.numFrames ? featuresAt(track.numDone) : undefined;
  try {
    while (ahead) {
      const features: Float32Array = await ahead;
      ahead = undefined;
      signal.throwIfAborted();
      const chunk = chunkAt(track.numDone);
      const running = runChecked(backend, generator, features);
      // The processor prepares the next chunk while the device computes this one.
      const next = track.numDone + chunk;
      if (next < track.numFrames) ahead = featuresAt(next);
      // Its failure is told when it is its turn.
      ahead?.catch(() => undefined);
      const gains = await running;
      signal.throwIfAborted();
      track.append(gains.subarray(framesBefore * NUM_BANDS, (framesBefore + chunk) * NUM_BANDS));
      yield track.numDone;
      await nextTask();
    }
  } finally {
    // Whoever goes on with the same frames must find them at rest.
    await ahead?.catch(() => undefined);
  }
}

/** A failed device rejects the read-back or answers with zeros: the backend's own word decides which error it is. */
async function runChecked(backend: Backend, generator: Generator, features: Float32Array): Promise<Float32Array> {
  try {
    const gains = await generator.run(features);
    backend.check();
    return gains;
  } catch (error) {
    await backend.settled();
    backend.check();
    throw error;
  }
}
