import { LimpidError } from '../base/errors';
import { Scope } from '../base/scope';
import type { RenderSettings } from '../base/settings';
import type { Channels, RecordingHandle } from '../base/types';
import type { ListenTo, TimeRange } from '../store/app-state';
import type { Engine } from '../worker/engine-client';
import { AudioOutput } from './audio-output';
import { type SampleLoop, Stretch } from './player-stretch';

/** Samples are fetched in blocks of this length. */
const BLOCK_SEC = 1;
/** The first block of a stretch is shorter, so that it is there soon, and long enough for the engine to draw a picture before the next. */
const FIRST_BLOCK_SEC = 0.5;
/** How far ahead of the play head blocks are scheduled. */
const AHEAD_SEC = 4;
/** From the arrival of the first block to its sound. */
const START_LEAD_SEC = 0.03;
/** How far ahead of the play head new settings take over, if the engine has answered by then; else as soon as it has. */
const RENEW_LEAD_SEC = 0.02;
const PUMP_PERIOD_MS = 200;
/** Looks in a row at a clock that stands still, after which the sound begins anew on a fresh context: longer than a wireless loudspeaker takes to wake. */
const STANDING_LOOKS = 15;
/** Fresh contexts that may stand still, one after the other, before it is said that no sound comes. */
const MOST_RENEWALS = 2;

interface Loaded {
  readonly handle: RecordingHandle;
  readonly settings: () => RenderSettings;
}

/** What a player tells its owner. */
export interface PlayerEvents {
  readonly onEnded: () => void;
  readonly onFailed: (error: unknown) => void;
}

/**
 * Plays before, after and removed at once, sample-exactly together, and lets one of them be heard: switching is a 10 ms crossfade at the same position.
 * Blocks are rendered by the engine as they are needed, so memory does not grow with the recording.
 */
export class Player {
  readonly #scope = new Scope();
  readonly #watchers = new Set<() => void>();
  readonly #output: AudioOutput;
  #renewals = 0;
  #loaded: Loaded | undefined;
  #playing = false;
  #stretch: Stretch | undefined;
  #loop: TimeRange | undefined;
  /** Where playing begins next; while a stretch is heard, that knows the place. */
  #restSec = 0;
  /** Counts starts and stops, so that an answer to a former one is dropped. */
  #generation = 0;
  /** Settings have changed since the last block was asked for. */
  #stale = false;
  #renewing = false;
  /** Those who wait for changed settings to be heard. */
  #waiting: (() => void)[] = [];

  constructor(
    readonly engine: Engine,
    readonly events: PlayerEvents,
    makeAudio?: (sampleRate: number) => AudioContext,
  ) {
    this.#output = new AudioOutput(makeAudio);
    this.#scope.every(PUMP_PERIOD_MS, () => void this.#tick());
    this.#scope.add(() => this.#output.close());
  }

  get durationSec(): number {
    const format = this.#loaded?.handle.format;
    return format ? format.numSamples / format.sampleRateHz : 0;
  }

  /** What is heard at this moment, seconds into the recording. */
  get positionSec(): number {
    const sec = this.#stretch ? this.#stretch.positionSec - (this.#output.audio?.outputLatency ?? 0) : this.#restSec;
    return Math.max(Math.min(this.#restSec, this.durationSec), Math.min(this.durationSec, sec));
  }

  /** Calls back when the play head jumps, starts or stops, until the returned function is called. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Takes a recording; what was playing stops. */
  load(handle: RecordingHandle | undefined, settings: () => RenderSettings): void {
    this.stop();
    this.#loaded = handle ? { handle, settings } : undefined;
    this.#loop = undefined;
    this.#rest(0);
  }

  /** Starts at the play head, or from the beginning if that is at the end. @throws LimpidError play/failed */
  async play(): Promise<void> {
    if (!this.#loaded || this.#playing) return;
    if (this.#restSec >= this.durationSec - 0.01) this.#rest(0);
    this.#output.open(this.#loaded.handle.format.sampleRateHz);
    this.#playing = true;
    this.#renewals = 0;
    await this.#startAt(this.#restSec);
  }

  /** Stops and keeps the place. */
  pause(): void {
    const sec = this.positionSec;
    this.stop();
    this.#rest(sec);
  }

  /** Stops at once. */
  stop(): void {
    this.#playing = false;
    this.#generation++;
    this.#stretch?.stop();
    this.#stretch = undefined;
  }

  /** Moves the play head, seconds; what plays goes on from there. */
  async seek(sec: number): Promise<void> {
    this.#stretch?.stop();
    this.#stretch = undefined;
    this.#rest(Math.max(0, Math.min(this.durationSec, sec)));
    if (this.#playing) await this.#startAt(this.#restSec);
  }

  /** Switches what is heard, without a gap. */
  listenTo(voice: ListenTo): void {
    this.#output.listenTo(voice);
  }

  /** How loud each of the three is when it is heard, as factors. */
  setGains(gains: Readonly<Record<ListenTo, number>>): void {
    this.#output.setGains(gains);
  }

  /** Plays a stretch again and again from now on, beginning at once if the play head is not in it; without one, on to the end. */
  async setLoop(loop: TimeRange | undefined): Promise<void> {
    this.#loop = loop;
    const sec = this.positionSec;
    if (loop && (sec < loop.startSec || sec >= loop.endSec)) await this.seek(loop.startSec);
    else void this.refresh();
  }

  /** Fetches anew what was rendered under former settings; what is heard goes on until the new samples are there. Resolves once they are heard. */
  refresh(): Promise<void> {
    this.#stale = true;
    if (!this.#stretch) return Promise.resolve();
    const heard = new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (!this.#renewing) void this.#renew();
    return heard;
  }

  async #renew(): Promise<void> {
    this.#renewing = true;
    let waiting: readonly (() => void)[] = [];
    try {
      while (this.#stale && this.#stretch) {
        waiting = this.#waiting;
        this.#waiting = [];
        const leadSec = this.#stretch.leadSec(RENEW_LEAD_SEC);
        await this.#startAt(this.#stretch.placeIn(leadSec), leadSec);
        for (const tell of waiting) tell();
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#renewing = false;
      for (const tell of [...waiting, ...this.#waiting.splice(0)]) tell();
    }
  }

  #rest(sec: number): void {
    this.#restSec = sec;
    for (const watcher of this.#watchers) watcher();
  }

  #fail(error: unknown): void {
    this.pause();
    this.events.onFailed(error);
  }

  /** Begins a stretch at `sec`: as soon as its first block is there, or so that `sec` is heard `alignedSec` from now, whatever comes before being left out. */
  async #startAt(sec: number, alignedSec?: number): Promise<void> {
    const { audio, faders } = this.#output;
    const loaded = this.#loaded;
    if (!audio || !loaded) return;
    const generation = ++this.#generation;
    this.#stale = false;
    const dueTime = alignedSec === undefined ? undefined : audio.currentTime + alignedSec;
    const startSample = Math.round(sec * audio.sampleRate);
    const loop = this.#loopSamples(startSample, loaded);
    const block = await this.#read(loaded, startSample, Math.min(FIRST_BLOCK_SEC * audio.sampleRate, loop.endSample - startSample));
    if (generation !== this.#generation || !block) return;
    const soonest = audio.currentTime + START_LEAD_SEC;
    const stretch = new Stretch(audio, faders, { startSample, startTime: dueTime ?? soonest, loop });
    const swapTime = Math.max(stretch.startTime, alignedSec === undefined ? soonest : audio.currentTime);
    stretch.append(block);
    stretch.begin(swapTime);
    this.#stretch?.stop(swapTime);
    this.#stretch = stretch;
    void this.#pump();
    if (this.#stale) void this.refresh();
  }

  /** What a stretch that begins at a sample repeats: the loop, if it begins in it, else nothing, which is a loop that begins at its own end. */
  #loopSamples(startSample: number, { handle }: Loaded): SampleLoop {
    const { sampleRateHz, numSamples } = handle.format;
    const [start, end] = this.#loop ? [this.#loop.startSec, this.#loop.endSec] : [0, 0];
    const endSample = Math.min(numSamples, Math.round(end * sampleRateHz));
    if (endSample <= startSample) return { startSample: numSamples, endSample: numSamples };
    return { startSample: Math.round(start * sampleRateHz), endSample };
  }

  /** The block of sound from a sample on, at most `most` samples; nothing at the end. */
  async #read({ handle, settings }: Loaded, startSample: number, most: number): Promise<{ before: Channels; after: Channels } | undefined> {
    const { sampleRateHz, numSamples } = handle.format;
    const count = Math.ceil(Math.min(BLOCK_SEC * sampleRateHz, most, numSamples - startSample));
    if (count <= 0) return undefined;
    const { signal } = new AbortController();
    const args = { recordingId: handle.recordingId, startSample, numSamples: count, settings: settings() };
    const { before, after } = await this.engine.call(signal, 'read', args);
    return { before: toStereo(before), after: toStereo(after) };
  }

  async #tick(): Promise<void> {
    const inVain = this.#playing ? this.#output.look() : 0;
    if (inVain === 0) this.#renewals = 0;
    if (inVain >= STANDING_LOOKS) await this.#beginAnew();
    else await this.#pump();
  }

  /** Goes on where the sound stands still, on a fresh context. */
  async #beginAnew(): Promise<void> {
    const sec = this.positionSec;
    try {
      if (++this.#renewals > MOST_RENEWALS)
        throw new LimpidError('play/failed', 'The sound device takes no sound: its clock stands still.');
      this.#stretch?.stop();
      this.#stretch = undefined;
      this.#rest(sec);
      this.#output.renew();
      await this.#startAt(sec);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Keeps blocks scheduled ahead of the play head; says when the end is reached. */
  async #pump(): Promise<void> {
    const stretch = this.#stretch;
    const loaded = this.#loaded;
    if (!stretch || !loaded || stretch.fetching) return;
    if (stretch.positionSec >= this.durationSec) {
      this.stop();
      this.#rest(this.durationSec);
      this.events.onEnded();
      return;
    }
    stretch.fetching = true;
    try {
      while (stretch === this.#stretch && stretch.scheduledSec < AHEAD_SEC) {
        const block = await this.#read(loaded, stretch.nextPlace, stretch.room);
        if (stretch !== this.#stretch || !block) return;
        // The engine was too slow: the sound waits for it rather than losing what came too late.
        if (stretch.scheduledSec < 0) return await this.#startAt(stretch.nextPlace / stretch.audio.sampleRate);
        stretch.append(block);
      }
    } catch (error) {
      if (stretch === this.#stretch) this.#fail(error);
    } finally {
      stretch.fetching = false;
    }
  }

  dispose(): void {
    this.stop();
    this.#scope.dispose();
  }
}

/** For listening only: more than two channels are averaged, odd ones to the left, even ones to the right. */
function toStereo(channels: Channels): Channels {
  if (channels.length <= 2) return channels;
  return [0, 1].map((side) => {
    const own = channels.filter((_, c) => c % 2 === side);
    const mix = new Float32Array(own[0]?.length ?? 0);
    for (const channel of own) for (let i = 0; i < mix.length; i++) mix[i]! += (channel[i] ?? 0) / own.length;
    return mix;
  });
}
