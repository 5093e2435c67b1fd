import { LimpidError } from '../base/errors';
import type { ListenTo } from '../store/app-state';

export const VOICES: readonly ListenTo[] = ['before', 'after', 'removed'];
const SWITCH_SEC = 0.01;

function newAudio(sampleRate: number): AudioContext {
  return new AudioContext({ sampleRate, latencyHint: 'interactive' });
}

/** Where the three voices of a player come out: an audio context, and a fader for each voice, of which one is open. */
export class AudioOutput {
  #audio: AudioContext | undefined;
  #faders: ReadonlyMap<ListenTo, GainNode> = new Map();
  #listenTo: ListenTo = 'after';
  #gains: Readonly<Record<ListenTo, number>> = { before: 1, after: 1, removed: 1 };
  #lastTime = 0;
  #looksInVain = 0;

  constructor(readonly makeAudio: (sampleRate: number) => AudioContext = newAudio) {}

  /** The context, if there is one. */
  get audio(): AudioContext | undefined {
    return this.#audio;
  }

  get faders(): ReadonlyMap<ListenTo, GainNode> {
    return this.#faders;
  }

  /** A running context of that rate. @throws LimpidError play/failed where the browser refuses the rate */
  open(sampleRate: number): AudioContext {
    if (this.#audio?.sampleRate !== sampleRate) this.#make(sampleRate);
    this.#looksInVain = 0;
    // One that cannot be resumed stands still, and that is looked for.
    this.#audio?.resume().catch(() => undefined);
    return this.#audio!;
  }

  /** A fresh context in place of one that stands still. @throws LimpidError play/failed */
  renew(): AudioContext {
    const { sampleRate } = this.#audio!;
    this.#make(sampleRate);
    return this.open(sampleRate);
  }

  /** Looks whether time goes on; returns how many looks in a row have found it standing. Browsers do not say when a sound device is gone. */
  look(): number {
    const now = this.#audio?.currentTime ?? 0;
    this.#looksInVain = now === this.#lastTime ? this.#looksInVain + 1 : 0;
    this.#lastTime = now;
    return this.#looksInVain;
  }

  /** Switches what is heard, without a gap. */
  listenTo(voice: ListenTo): void {
    this.#listenTo = voice;
    this.#fade();
  }

  /** How loud each of the three is when it is heard, as factors. */
  setGains(gains: Readonly<Record<ListenTo, number>>): void {
    this.#gains = gains;
    this.#fade();
  }

  close(): void {
    // What is closed already may stay so.
    this.#audio?.close().catch(() => undefined);
    this.#audio = undefined;
  }

  #make(sampleRate: number): void {
    this.close();
    this.#lastTime = 0;
    let audio: AudioContext;
    try {
      audio = this.makeAudio(sampleRate);
    } catch (cause) {
      const message = `This browser cannot play ${sampleRate} Hz. The result can be downloaded all the same.`;
      throw new LimpidError('play/failed', message, { cause });
    }
    this.#faders = new Map(
      VOICES.map((name) => {
        const fader = audio.createGain();
        fader.gain.value = this.#levelOf(name);
        fader.connect(audio.destination);
        return [name, fader];
      }),
    );
    this.#audio = audio;
  }

  #fade(): void {
    const now = this.#audio?.currentTime ?? 0;
    for (const [name, { gain }] of this.#faders) {
      gain.cancelScheduledValues(now);
      gain.setValueAtTime(gain.value, now);
      gain.linearRampToValueAtTime(this.#levelOf(name), now + SWITCH_SEC);
    }
  }

  #levelOf(name: ListenTo): number {
    return name === this.#listenTo ? this.#gains[name] : 0;
  }
}
