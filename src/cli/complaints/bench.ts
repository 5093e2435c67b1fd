import type { RenderSettings } from '../../base/settings';
import { DEFAULT_RENDER_SETTINGS } from '../../base/settings';
import type { Channels } from '../../base/types';
import { NUM_BANDS } from '../../dsp/constants';
import type { GainTrack } from '../../dsp/gain-track';
import { Recording } from '../../dsp/recording';
import { denoise } from '../../net/denoise';
import type { Denoiser } from '../denoise-file';
import { activeRms, scaled, sum } from './levels';
import type { Clip, Material } from './material';

const { signal } = new AbortController();

/** A recording that has been through the engine, at the settings that ship. */
export interface Take {
  readonly rate: number;
  readonly before: Channels;
  readonly after: Channels;
  readonly gains: GainTrack;
}

/** Clean speech under noise at a known ratio, and what the engine made of the mix and, with the same gains, of either part. */
export interface Scene extends Take {
  readonly clip: Clip;
  readonly noiseName: string;
  readonly speech: Float32Array;
  readonly noise: Float32Array;
  readonly mix: Float32Array;
  readonly result: Float32Array;
  readonly speechAfter: Float32Array;
  readonly noiseAfter: Float32Array;
}

export function readerOf(channels: Channels) {
  return async (_signal: AbortSignal, start: number, count: number): Promise<Channels> =>
    channels.map((channel) => channel.slice(start, start + count));
}

/** Runs signals through the engine that ships, and keeps the scenes that several complaints look at. */
export class Bench {
  readonly #made = new Map<string, Promise<unknown>>();

  constructor(
    readonly denoiser: Denoiser,
    readonly material: Material,
    readonly folder: string,
  ) {}

  /** Denoises whole channels. `maxChunkFrames` bounds the frames computed at once. */
  async denoise(
    channels: Channels,
    rate: number,
    settings: RenderSettings = DEFAULT_RENDER_SETTINGS,
    maxChunkFrames?: number,
  ): Promise<Take> {
    const { library, generator } = this.denoiser;
    const backend = maxChunkFrames === undefined ? this.denoiser.backend : { ...this.denoiser.backend, maxChunkFrames };
    const length = channels[0]?.length ?? 0;
    const recording = new Recording(library, readerOf(channels), rate, length);
    const frames = recording.frames();
    for await (const _ of denoise(signal, backend, generator, frames, recording.gains));
    frames.dispose();
    const { before, after } = await recording.render(signal, 0, length, settings);
    recording.dispose();
    return { rate, before, after, gains: recording.gains };
  }

  async denoiseMono(samples: Float32Array, rate: number, settings?: RenderSettings): Promise<Float32Array> {
    return first((await this.denoise([samples], rate, settings)).after);
  }

  /** Renders other channels of the same length with the gains of a take. */
  async apply(gains: GainTrack, channels: Channels, rate: number, settings: RenderSettings = DEFAULT_RENDER_SETTINGS): Promise<Channels> {
    const length = channels[0]?.length ?? 0;
    const recording = new Recording(this.denoiser.library, readerOf(channels), rate, length);
    recording.gains.codes.set(gains.codes);
    recording.gains.numDone = gains.numFrames;
    const { after } = await recording.render(signal, 0, length, settings);
    recording.dispose();
    return after;
  }

  /** Band energies of a signal, [frames, NUM_BANDS]. */
  async bandEnergies(samples: Float32Array, rate: number): Promise<Float32Array> {
    const recording = new Recording(this.denoiser.library, readerOf([samples]), rate, samples.length);
    const frames = recording.frames();
    await frames.features(signal, 0, recording.numFrames);
    const out = new Float32Array(recording.numFrames * NUM_BANDS);
    for (let i = 0; i < recording.numFrames; i++) out.set(frames.energies(i), i * NUM_BANDS);
    frames.dispose();
    recording.dispose();
    return out;
  }

  /** Speech under noise at a signal-to-noise ratio, dB, of the speech without its pauses. */
  async scene(clip: Clip, noiseName: string, noise: Float32Array, snrDb: number): Promise<Scene> {
    const { samples: speech, rate } = clip;
    const level = 20 * Math.log10(activeRms(speech, rate)) - snrDb;
    const part = scaled(noise, level);
    const mix = sum(speech, part);
    const take = await this.denoise([mix], rate);
    const speechAfter = first(await this.apply(take.gains, [speech], rate));
    const noiseAfter = first(await this.apply(take.gains, [part], rate));
    return { ...take, clip, noiseName, speech, noise: part, mix, result: first(take.after), speechAfter, noiseAfter };
  }

  /** What several complaints look at, made once. */
  once<T>(key: string, make: () => Promise<T>): Promise<T> {
    const made = (this.#made.get(key) as Promise<T> | undefined) ?? make();
    this.#made.set(key, made);
    return made;
  }

  /** Every clean clip under a noise of its own at the ratio, in turn. */
  scenes(snrDb: number): Promise<readonly Scene[]> {
    return this.once(`scenes at ${snrDb} dB`, async () => {
      const scenes: Scene[] = [];
      for (const [i, clip] of this.material.clean.entries()) {
        const { name, make } = this.material.noises[i % this.material.noises.length]!;
        scenes.push(await this.scene(clip, name, make(clip.samples.length, clip.rate, i + 1), snrDb));
      }
      return scenes;
    });
  }
}

export function first(channels: Channels): Float32Array {
  const [channel] = channels;
  if (!channel) throw new RangeError('a recording without a channel');
  return channel;
}
