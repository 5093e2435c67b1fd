/** What the player needs of an AudioContext, with a clock that tests move. */
export interface Scheduled {
  readonly samples: Float32Array;
  readonly atTime: number;
  readonly offsetSec: number;
  stopTime: number;
}

class FakeParam {
  value = 1;
  cancelScheduledValues(): void {}
  setValueAtTime(value: number): void {
    this.value = value;
  }
  linearRampToValueAtTime(value: number): void {
    this.value = value;
  }
}

class FakeGain {
  readonly gain = new FakeParam();
  target: unknown;
  connect(target: unknown): void {
    this.target = target;
  }
}

class FakeBuffer {
  readonly planes: Float32Array[];
  constructor(
    numChannels: number,
    readonly length: number,
    readonly sampleRate: number,
  ) {
    this.planes = Array.from({ length: numChannels }, () => new Float32Array(length));
  }
  copyToChannel(source: Float32Array, channel: number): void {
    this.planes[channel]?.set(source);
  }
}

export class FakeAudio {
  currentTime = 0;
  readonly outputLatency = 0;
  readonly destination = {};
  /** Every block that was scheduled, by the fader that it goes to: before, after, removed. */
  readonly scheduled: Scheduled[][] = [[], [], []];
  readonly #faders: FakeGain[] = [];
  isClosed = false;

  constructor(readonly sampleRate: number) {}

  /** What each fader is at or moves to. */
  get levels(): number[] {
    return this.#faders.map(({ gain }) => gain.value);
  }

  async resume(): Promise<void> {}

  async close(): Promise<void> {
    this.isClosed = true;
  }

  createGain(): FakeGain {
    const gain = new FakeGain();
    const connect = gain.connect.bind(gain);
    gain.connect = (target) => {
      if (target === this.destination) this.#faders.push(gain);
      connect(target);
    };
    return gain;
  }

  createBuffer(numChannels: number, length: number, sampleRate: number): FakeBuffer {
    return new FakeBuffer(numChannels, length, sampleRate);
  }

  createBufferSource(): unknown {
    let gain: FakeGain | undefined;
    let entry: Scheduled | undefined;
    const source = {
      buffer: undefined as FakeBuffer | undefined,
      onended: undefined,
      connect: (target: FakeGain) => {
        gain = target;
      },
      disconnect: () => undefined,
      start: (atTime: number, offsetSec: number) => {
        entry = { samples: source.buffer?.planes[0] ?? new Float32Array(), atTime, offsetSec, stopTime: Number.POSITIVE_INFINITY };
        this.scheduled[this.#faders.indexOf(gain?.target as FakeGain)]?.push(entry);
      },
      stop: (atTime: number) => {
        if (entry) entry.stopTime = atTime;
      },
    };
    return source;
  }
}
