import type { Channels } from '../base/types';
import type { ListenTo } from '../store/app-state';
import { VOICES } from './audio-output';

/** Fade at the ends of a stretch: no click on a jump, and nothing at all where two stretches carry the same sound. */
const FADE_SEC = 0.006;

/** What is repeated: from `endSample` on, `startSample` and what follows it are heard again. */
export interface SampleLoop {
  readonly startSample: number;
  readonly endSample: number;
}

/** Where a stretch begins. */
export interface StretchStart {
  readonly startSample: number;
  /** When `startSample` is heard, in the audio context's time. */
  readonly startTime: number;
  readonly loop: SampleLoop;
}

/** A run of blocks that follow each other without a gap, from one start of playing to the next; before, after and removed side by side. */
export class Stretch {
  readonly startSample: number;
  readonly startTime: number;
  readonly loop: SampleLoop;
  /** Next sample to be fetched, counted on as if nothing were repeated. */
  nextSample: number;
  /** Whether the next block is under way. */
  fetching = false;
  readonly #sources = new Set<AudioBufferSourceNode>();
  #beginTime = Number.POSITIVE_INFINITY;
  readonly #gains: ReadonlyMap<ListenTo, GainNode>;

  constructor(
    readonly audio: AudioContext,
    faders: ReadonlyMap<ListenTo, GainNode>,
    { startSample, startTime, loop }: StretchStart,
  ) {
    this.startSample = startSample;
    this.startTime = startTime;
    this.loop = loop;
    this.nextSample = startSample;
    this.#gains = new Map(
      VOICES.map((name) => {
        const gain = audio.createGain();
        gain.gain.value = 0;
        const fader = faders.get(name);
        if (fader) gain.connect(fader);
        return [name, gain];
      }),
    );
  }

  /** Where the audio context is, seconds, counted on; until the start, where it would be had it played before. */
  get #countedSec(): number {
    return this.startSample / this.audio.sampleRate + this.audio.currentTime - this.startTime;
  }

  /** Where in the recording the audio context is, seconds. */
  get positionSec(): number {
    return this.placeIn(0);
  }

  /** Where in the recording the audio context will be in so many seconds. */
  placeIn(aheadSec: number): number {
    return this.#placeOf((this.#countedSec + aheadSec) * this.audio.sampleRate) / this.audio.sampleRate;
  }

  /** Seconds until something can be changed: at least so many, and not before the stretch begins, since nothing may come before its start. */
  leadSec(leastSec: number): number {
    return Math.max(leastSec, this.startTime - this.audio.currentTime);
  }

  /** The sample of the recording that a counted one is. */
  #placeOf(counted: number): number {
    const { startSample, endSample } = this.loop;
    const length = endSample - startSample;
    return counted < endSample || length <= 0 ? counted : startSample + ((counted - endSample) % length);
  }

  /** Sample of the recording that is to be fetched next, and how many follow it before the loop begins again. */
  get nextPlace(): number {
    return this.#placeOf(this.nextSample);
  }

  get room(): number {
    return this.loop.endSample - this.nextPlace;
  }

  /** Seconds that are scheduled and not yet due. */
  get scheduledSec(): number {
    return this.nextSample / this.audio.sampleRate - this.#countedSec;
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
    const place = this.nextPlace;
    const length = before[0]?.length ?? 0;
    for (const channel of [...before, ...after]) this.#softenSeam(channel, place);
    const removed = before.map((channel, c) => difference(channel, after[c]));
    const due = this.startTime + (this.nextSample - this.startSample) / this.audio.sampleRate;
    const lateSec = Math.max(0, this.audio.currentTime - due);
    for (const [name, channels] of Object.entries({ before, after, removed })) {
      const gain = this.#gains.get(name as ListenTo);
      if (!gain || length === 0 || lateSec >= length / this.audio.sampleRate) continue;
      const buffer = this.audio.createBuffer(channels.length, length, this.audio.sampleRate);
      for (const [c, channel] of channels.entries()) buffer.copyToChannel(channel as Float32Array<ArrayBuffer>, c);
      this.#schedule(buffer, gain, due + lateSec, lateSec);
    }
    this.nextSample += length;
  }

  /** Where the loop closes, two places of the recording meet that do not belong together: a short fade on either side keeps it from clicking. */
  #softenSeam(channel: Float32Array, place: number): void {
    const { startSample, endSample } = this.loop;
    const fade = Math.min(Math.round(FADE_SEC * this.audio.sampleRate), Math.floor((endSample - startSample) / 2));
    if (fade <= 0) return;
    if (place === startSample && this.nextSample > this.startSample) for (let i = 0; i < fade; i++) channel[i]! *= i / fade;
    if (place + channel.length === endSample)
      for (let i = 1; i <= Math.min(fade, channel.length); i++) channel[channel.length - i]! *= (i - 1) / fade;
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
