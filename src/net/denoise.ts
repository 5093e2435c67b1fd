import { nextTask } from '../base/mutex';
import { NUM_BANDS } from '../dsp/constants';
import type { FrameReader } from '../dsp/frame-reader';
import type { GainTrack } from '../dsp/gain-track';
import type { Backend } from './backend';
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
  while (track.numDone < track.numFrames) {
    signal.throwIfAborted();
    const chunk = chunkFor(track.numFrames - track.numDone, backend.maxChunkFrames);
    const features = await frames.features(
      signal,
      track.numDone - framesBefore,
      framesBefore + chunk + framesBehind,
      model.architecture.causal,
    );
    const gains = await runChecked(backend, generator, features);
    signal.throwIfAborted();
    track.append(gains.subarray(framesBefore * NUM_BANDS, (framesBefore + chunk) * NUM_BANDS));
    yield track.numDone;
    await nextTask();
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
