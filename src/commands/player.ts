import { LimpidError } from '../base/errors';
import { Scope } from '../base/scope';
import type { Channels, RecordingHandle, RenderSettings } from '../base/types';
import type { ListenTo } from '../store/app-state';
import type { Engine } from '../worker/engine-client';
import { Stretch } from './player-stretch';

/** Samples are fetched in blocks of this length. */
const BLOCK_SEC = 1;
/** How far ahead of the play head blocks are scheduled. */
const AHEAD_SEC = 2;
/** From a key press to sound: long enough for the engine to answer with the first block. */
const LEAD_SEC = 0.12;
const PUMP_PERIOD_MS = 200;
const SWITCH_SEC = 0.01;
const SOURCES: readonly ListenTo[] = ['before', 'after', 'removed'];

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
  #audio: AudioContext | undefined;
  #faders = new Map<ListenTo, GainNode>();
  #loaded: Loaded | undefined;
  #stretch: Stretch | undefined;
  #listenTo: ListenTo = 'after';
  #pausedAtSec = 0;
  /** Counts starts, so that an answer to a former one is dropped. */
  #generation = 0;

  constructor(
    readonly engine: Engine,
    readonly events: PlayerEvents,
  ) {
    this.#scope.every(PUMP_PERIOD_MS, () => void this.#pump());
    this.#scope.add(() => void this.#audio?.close());
  }

  get durationSec(): number {
    const format = this.#loaded?.handle.format;
    return format ? format.numSamples / format.sampleRateHz : 0;
  }

  /** Where the play head is, seconds. */
  get positionSec(): number {
    return Math.max(0, Math.min(this.durationSec, this.#stretch?.positionSec ?? this.#pausedAtSec));
  }

  /** Takes a recording; what was playing stops. */
  load(handle: RecordingHandle | undefined, settings: () => RenderSettings): void {
    this.stop();
    this.#pausedAtSec = 0;
    this.#loaded = handle ? { handle, settings } : undefined;
  }

  /** Starts at the play head, or from the beginning if that is at the end. @throws LimpidError play/failed */
  async play(): Promise<void> {
    if (!this.#loaded) return;
    if (this.#pausedAtSec >= this.durationSec - 0.01) this.#pausedAtSec = 0;
    const audio = this.#contextFor(this.#loaded.handle.format.sampleRateHz);
    await audio.resume();
    await this.#startAt(this.#pausedAtSec);
  }

  /** Stops and keeps the place. */
  pause(): void {
    this.#pausedAtSec = this.positionSec;
    this.stop();
  }

  /** Stops at once. */
  stop(): void {
    this.#generation++;
    this.#stretch?.stop(0);
    this.#stretch = undefined;
  }

  async seek(sec: number): Promise<void> {
    this.#pausedAtSec = Math.max(0, Math.min(this.durationSec, sec));
    if (this.#stretch) await this.#startAt(this.#pausedAtSec);
  }

  /** Switches what is heard, without a gap. */
  listenTo(source: ListenTo): void {
    this.#listenTo = source;
    const now = this.#audio?.currentTime ?? 0;
    for (const [name, fader] of this.#faders) {
      fader.gain.cancelScheduledValues(now);
      fader.gain.setTargetAtTime(name === source ? 1 : 0, now, SWITCH_SEC / 3);
    }
  }

  /** Fetches anew what was rendered under former settings; what is heard goes on until the new samples are there. */
  refresh(): void {
    if (this.#stretch) void this.#startAt(this.positionSec + LEAD_SEC, LEAD_SEC).catch(this.events.onFailed);
  }

  #contextFor(sampleRate: number): AudioContext {
    if (this.#audio?.sampleRate === sampleRate) return this.#audio;
    void this.#audio?.close();
    try {
      this.#audio = new AudioContext({ sampleRate, latencyHint: 'interactive' });
    } catch (cause) {
      const message = `This browser cannot play ${sampleRate} Hz. The result can be downloaded all the same.`;
      throw new LimpidError('play/failed', message, { cause });
    }
    this.#faders = new Map();
    for (const name of SOURCES) {
      const fader = this.#audio.createGain();
      fader.gain.value = name === this.#listenTo ? 1 : 0;
      fader.connect(this.#audio.destination);
      this.#faders.set(name, fader);
    }
    return this.#audio;
  }

  /** Begins a stretch at `sec`, to be heard `leadSec` from now or as soon as its first block is there. */
  async #startAt(sec: number, leadSec = LEAD_SEC): Promise<void> {
    const audio = this.#audio;
    const loaded = this.#loaded;
    if (!audio || !loaded) return;
    const generation = ++this.#generation;
    const stretch = new Stretch(audio, this.#faders, Math.round(sec * audio.sampleRate), audio.currentTime + leadSec);
    await this.#fetchInto(stretch, loaded, generation);
    if (generation !== this.#generation) return stretch.stop(0);
    this.#stretch?.stop(stretch.startTime);
    this.#stretch = stretch;
    await this.#pump();
  }

  async #fetchInto(stretch: Stretch, { handle, settings }: Loaded, generation: number): Promise<void> {
    const { sampleRateHz, numSamples } = handle.format;
    const startSample = stretch.nextSample;
    const count = Math.min(Math.ceil(BLOCK_SEC * sampleRateHz), numSamples - startSample);
    if (count <= 0) return;
    const { signal } = new AbortController();
    const args = { recordingId: handle.recordingId, startSample, numSamples: count, settings: settings() };
    const { before, after } = await this.engine.call(signal, 'read', args);
    if (generation === this.#generation) stretch.append({ before: toStereo(before), after: toStereo(after) });
  }

  async #pump(): Promise<void> {
    const stretch = this.#stretch;
    const loaded = this.#loaded;
    if (!stretch || !loaded || stretch.fetching) return;
    if (this.positionSec >= this.durationSec) {
      this.#pausedAtSec = this.durationSec;
      this.stop();
      this.events.onEnded();
      return;
    }
    stretch.fetching = true;
    const generation = this.#generation;
    try {
      while (generation === this.#generation && stretch.scheduledSec < AHEAD_SEC && stretch.nextSample < loaded.handle.format.numSamples) {
        await this.#fetchInto(stretch, loaded, generation);
      }
    } catch (error) {
      if (generation !== this.#generation) return;
      this.pause();
      this.events.onFailed(error);
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
    return (own[0] ?? new Float32Array()).map((_, i) => own.reduce((sum, channel) => sum + (channel[i] ?? 0), 0) / own.length);
  });
}
