import { LimpidError } from '../base/errors';
import type { Scope } from '../base/scope';
import type { Monitor } from '../store/live-state';

/** The engine works at this rate; browsers bring the microphone to it. */
export const LIVE_RATE_HZ = 48_000;

interface Report {
  readonly latencySamples: number | undefined;
  readonly holes: number;
  readonly peaks: { readonly before: number; readonly after: number };
}

interface Sound {
  readonly before: Float32Array;
  readonly after: Float32Array;
}

/** What was recorded, block by block. */
export interface Recorded {
  readonly before: Float32Array[];
  readonly after: Float32Array[];
}

/** The microphone, the worklet that hands it to the engine and plays what comes back, and the speakers. Everything ends with the scope that it was made in. */
export class LiveNode {
  onReport: (report: { latencyMs: number | undefined; holes: number; peaks: Report['peaks'] }) => void = () => undefined;
  /** Told the seconds recorded so far. */
  onRecorded: (seconds: number) => void = () => undefined;
  #recorded: Recorded | undefined;

  private constructor(
    readonly audio: AudioContext,
    readonly node: AudioWorkletNode,
    /** For the engine: the other end is in the worklet. */
    readonly enginePort: MessagePort,
    /** Rejects when the microphone is taken away. */
    readonly lost: Promise<never>,
  ) {
    node.port.onmessage = ({ data }: MessageEvent<Report | { recorded: Sound }>) => {
      if ('recorded' in data) this.#keep(data.recorded);
      else this.#report(data);
    };
  }

  /** Opens worklet and speakers on a microphone. @throws LimpidError play/failed where the browser cannot run sound at 48 kHz */
  static async create(stream: MediaStream, workletUrl: string, scope: Scope): Promise<LiveNode> {
    try {
      const audio = new AudioContext({ sampleRate: LIVE_RATE_HZ, latencyHint: 'interactive' });
      scope.add(() => void audio.close());
      await audio.audioWorklet.addModule(workletUrl);
      const node = new AudioWorkletNode(audio, 'limpid-live', { outputChannelCount: [2], channelCount: 1, channelCountMode: 'explicit' });
      audio.createMediaStreamSource(stream).connect(node).connect(audio.destination);
      const { port1, port2 } = new MessageChannel();
      node.port.postMessage({ engine: port1 }, [port1]);
      await audio.resume();
      const lost = new Promise<never>((_resolve, reject) => {
        const gone = (): void => reject(new LimpidError('microphone/unavailable', 'The microphone was taken away.'));
        for (const track of stream.getTracks()) scope.listen(track, 'ended', gone);
      });
      return new LiveNode(audio, node, port2, lost);
    } catch (cause) {
      throw new LimpidError('play/failed', `This browser does not run the microphone at 48 kHz: ${String(cause)}`, { cause });
    }
  }

  tell(message: { readonly monitor: Monitor } | { readonly recording: boolean }): void {
    this.node.port.postMessage(message);
  }

  /** Begins to keep what comes. */
  record(): void {
    this.#recorded = { before: [], after: [] };
    this.tell({ recording: true });
  }

  /** What was recorded. */
  endRecording(): Recorded | undefined {
    this.tell({ recording: false });
    const recorded = this.#recorded;
    this.#recorded = undefined;
    return recorded;
  }

  #keep({ before, after }: Sound): void {
    if (!this.#recorded) return;
    this.#recorded.before.push(before);
    this.#recorded.after.push(after);
    this.onRecorded(this.#recorded.before.reduce((sum, block) => sum + block.length, 0) / LIVE_RATE_HZ);
  }

  #report({ latencySamples, holes, peaks }: Report): void {
    const outputMs = 1000 * (this.audio.outputLatency || this.audio.baseLatency);
    const latencyMs = latencySamples === undefined ? undefined : (1000 * latencySamples) / LIVE_RATE_HZ + outputMs;
    this.onReport({ latencyMs, holes, peaks });
  }
}
