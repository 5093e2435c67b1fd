import type { Channels } from '../base/types';
import type { ListenTo } from '../store/app-state';

/** Fade at the ends of a stretch: no click on a jump, and nothing at all where two stretches carry the same sound. */
const FADE_SEC = 0.006;
const SOURCES: readonly ListenTo[] = ['before', 'after', 'removed'];

/** A run of blocks that follow each other without a gap, from one start of playing to the next; before, after and removed side by side. */
export class Stretch {
  /** Next sample to be fetched. */
  nextSample: number;
  /** Whether the next block is under way. */
  fetching = false;
  readonly #sources = new Set<AudioBufferSourceNode>();
  #beginTime = Number.POSITIVE_INFINITY;
  readonly #gains: ReadonlyMap<ListenTo, GainNode>;

  constructor(
    readonly audio: AudioContext,
    faders: ReadonlyMap<ListenTo, GainNode>,
    readonly startSample: number,
    /** When `startSample` is heard, in the audio context's time. */
    readonly startTime: number,
  ) {
    this.nextSample = startSample;
    this.#gains = new Map(
      SOURCES.map((name) => {
        const gain = audio.createGain();
        gain.gain.value = 0;
        const fader = faders.get(name);
        if (fader) gain.connect(fader);
        return [name, gain];
      }),
    );
  }

  /** Where in the recording the audio context is, seconds; until the start, where it would be had it played before. */
  get positionSec(): number {
    return this.startSample / this.audio.sampleRate + this.audio.currentTime - this.startTime;
  }

  /** Seconds that are scheduled and not yet due. */
  get scheduledSec(): number {
    return this.nextSample / this.audio.sampleRate - this.positionSec;
  }

  /** Lets the stretch be heard from `atTime` of the audio context. */
  begin(atTime: number): void {
    this.#beginTime = atTime;
    for (const { gain } of this.#gains.values()) {
      gain.setValueAtTime(0, atTime);
      gain.linearRampToValueAtTime(1, atTime + FADE_SEC);
    }
  }

  /** Schedules the next block behind the last one. A block that comes too late begins in its middle, so the time line holds. */
  append({ before, after }: { before: Channels; after: Channels }): void {
    const removed = before.map((channel, c) => difference(channel, after[c]));
    const due = this.startTime + (this.nextSample - this.startSample) / this.audio.sampleRate;
    const lateSec = Math.max(0, this.audio.currentTime - due);
    for (const [name, channels] of Object.entries({ before, after, removed })) {
      const length = channels[0]?.length ?? 0;
      const gain = this.#gains.get(name as ListenTo);
      if (!gain || length === 0 || lateSec >= length / this.audio.sampleRate) continue;
      const buffer = this.audio.createBuffer(channels.length, length, this.audio.sampleRate);
      for (const [c, channel] of channels.entries()) buffer.copyToChannel(channel as Float32Array<ArrayBuffer>, c);
      this.#schedule(buffer, gain, due + lateSec, lateSec);
    }
    this.nextSample += before[0]?.length ?? 0;
  }

  #schedule(buffer: AudioBuffer, gain: GainNode, atTime: number, offsetSec: number): void {
    const source = this.audio.createBufferSource();
    source.buffer = buffer;
    source.connect(gain);
    source.onended = () => {
      source.disconnect();
      this.#sources.delete(source);
    };
    source.start(atTime, offsetSec);
    this.#sources.add(source);
  }

  /** Fades all blocks out from `atTime` of the audio context, or from now if that is past. */
  stop(atTime = 0): void {
    const from = Math.max(atTime, this.audio.currentTime);
    const level = Math.max(0, Math.min(1, (from - this.#beginTime) / FADE_SEC));
    for (const { gain } of this.#gains.values()) {
      gain.cancelScheduledValues(from);
      gain.setValueAtTime(level, from);
      gain.linearRampToValueAtTime(0, from + FADE_SEC);
    }
    for (const source of this.#sources) source.stop(from + FADE_SEC);
    this.#sources.clear();
  }
}

function difference(a: Float32Array, b: Float32Array | undefined): Float32Array<ArrayBuffer> {
  const out = new Float32Array(a);
  if (b) for (let i = 0; i < out.length; i++) out[i]! -= b[i] ?? 0;
  return out;
}
