import type { LivePace } from '../base/live';
import { nextTask } from '../base/mutex';
import { ANALYSIS_RATE_HZ } from '../dsp/constants';
import type { FftLibrary } from '../dsp/fft';
import type { Backend } from '../net/backend-parts';
import type { Generator } from '../net/generator';
import { LIVE_BLOCK_SAMPLES, LiveCleaner } from '../net/live-cleaner';

/** Blocks that may wait before cleaning is given up: half a second. */
const MOST_WAITING = 32;
const BLOCK_MS = (1000 * LIVE_BLOCK_SAMPLES) / ANALYSIS_RATE_HZ;
/** Weight of the latest block in the load that is told. */
const SMOOTHING = 0.05;

/** The end of a channel whose other end is in an AudioWorklet: blocks come, sound goes. */
export interface LivePort {
  onmessage: ((event: MessageEvent<Float32Array>) => void) | null;
  postMessage(message: unknown, transfer?: Transferable[]): void;
  close(): void;
}

interface Parts {
  readonly port: LivePort;
  readonly library: FftLibrary;
  readonly backend: Backend;
  readonly generator: Generator;
}

/**
 * Cleans what comes from a microphone until `signal` fires. Where the machine is too slow it steps aside: everything then passes as it comes, and the caller is told.
 * @throws LimpidError backend/... when the device fails; AbortError at the end
 */
export async function runLive(
  signal: AbortSignal,
  { port, library, backend, generator }: Parts,
  onPace: (pace: LivePace) => void,
): Promise<void> {
  const cleaner = new LiveCleaner(library, generator);
  const waiting: Float32Array[] = [];
  let pace: LivePace = { load: 0, isTooSlow: false };
  let wake = (): void => undefined;
  port.onmessage = ({ data }) => {
    waiting.push(data);
    wake();
  };
  const abort = (): void => wake();
  signal.addEventListener('abort', abort);
  try {
    for (;;) {
      signal.throwIfAborted();
      const block = waiting.shift();
      if (!block) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const startMs = performance.now();
      const sound = pace.isTooSlow ? { before: block, after: block } : await cleaner.push(block);
      backend.check();
      if (sound) port.postMessage(sound);
      const load = (performance.now() - startMs) / BLOCK_MS;
      pace = { load: pace.load + SMOOTHING * (load - pace.load), isTooSlow: pace.isTooSlow || waiting.length > MOST_WAITING };
      onPace(pace);
      // Nothing in a block need wait for anything on WASM: a cancel, and the blocks that tell that it is too slow, would never be heard.
      await nextTask();
    }
  } finally {
    signal.removeEventListener('abort', abort);
    port.onmessage = null;
    port.close();
    cleaner.dispose();
  }
}
