import type { Channels } from '../base/types';
import type { ListenTo } from '../store/app-state';

/** A run of blocks that follow each other without a gap, from one start of playing to the next. */
export class Stretch {
  /** Next sample to be fetched. */
  nextSample: number;
  fetching = false;
  readonly #sources = new Set<AudioBufferSourceNode>();

  constructor(
    readonly audio: AudioContext,
    readonly faders: ReadonlyMap<ListenTo, GainNode>,
    readonly startSample: number,
    /** When `startSample` is heard, in the audio context's time. */
    readonly startTime: number,
  ) {
    this.nextSample = startSample;
  }

  /** Where the play head is, seconds into the recording. */
  get positionSec(): number {
    return this.startSample / this.audio.sampleRate + Math.max(0, this.audio.currentTime - this.startTime);
  }

  /** Seconds that are scheduled and not yet heard. */
  get scheduledSec(): number {
    return (this.nextSample - this.startSample) / this.audio.sampleRate - Math.max(0, this.audio.currentTime - this.startTime);
  }

  /** Schedules the next block behind the last one. A block that comes too late begins in its middle, so the time line holds. */
  append({ before, after }: { before: Channels; after: Channels }): void {
    const removed = before.map((channel, c) => channel.map((v, i) => v - (after[c]?.[i] ?? 0)));
    const at = this.startTime + (this.nextSample - this.startSample) / this.audio.sampleRate;
    const late = Math.max(0, this.audio.currentTime - at);
    for (const [name, channels] of [
      ['before', before],
      ['after', after],
      ['removed', removed],
    ] as const) {
      const fader = this.faders.get(name);
      const [first] = channels;
      if (!fader || !first || first.length === 0) continue;
      const buffer = this.audio.createBuffer(channels.length, first.length, this.audio.sampleRate);
      for (const [c, channel] of channels.entries()) buffer.copyToChannel(channel as Float32Array<ArrayBuffer>, c);
      const source = this.audio.createBufferSource();
      source.buffer = buffer;
      source.connect(fader);
      source.onended = () => {
        source.disconnect();
        this.#sources.delete(source);
      };
      source.start(at + late, Math.min(late, buffer.duration));
      this.#sources.add(source);
    }
    this.nextSample += before[0]?.length ?? 0;
  }

  /** Ends all blocks at a time of the audio context; 0 is now. */
  stop(atTime: number): void {
    for (const source of this.#sources) source.stop(atTime);
    this.#sources.clear();
  }
}
