import type { SoundFigures } from '../base/figures';
import type { Channels } from '../base/types';
import { LoudnessMeter } from './loudness';

/** Levels are taken over stretches of this length. */
const FRAME_SEC = 0.032;
/** Frames below this are digital silence, dBFS: they are no noise of a room. */
const SILENCE = 10 ** (-100 / 10);
/** The quietest tenth of what is not silence is noise alone. */
const NOISE_PART = 0.1;
/** Frames this much louder than the noise hold speech, as a factor of power. */
const ACTIVE = 2;

/**
 * Figures of a sound that need no reference. Noise floor: the tenth percentile of frame levels (32 ms). Estimated SNR: mean power of the frames 3 dB above that
 * floor, less the floor, over the floor. So noise that comes and goes counts as signal; a steady one is told within 2.5 dB
 * between 5 and 30 dB of SNR, and read up to 4 dB too well at 0 dB, where the frames that speech does not lift are missing.
 */
export class FigureMeter {
  readonly #loudness: LoudnessMeter;
  readonly #frameSamples: number;
  readonly #powers: number[] = [];
  #sum = 0;
  #count = 0;

  constructor(sampleRateHz: number, numChannels: number) {
    this.#loudness = new LoudnessMeter(sampleRateHz, numChannels);
    this.#frameSamples = Math.max(1, Math.round(FRAME_SEC * sampleRateHz));
  }

  /** Takes planar samples of one length. */
  push(channels: Channels): void {
    this.#loudness.push(channels);
    const length = channels[0]?.length ?? 0;
    for (let i = 0; i < length; i++) {
      for (const channel of channels) this.#sum += channel[i]! * channel[i]!;
      if (++this.#count < this.#frameSamples) continue;
      this.#powers.push(this.#sum / (this.#count * channels.length));
      this.#sum = 0;
      this.#count = 0;
    }
  }

  /** Figures of what came so far; undefined what cannot be told, as with silence. */
  get figures(): SoundFigures {
    const heard = this.#powers.filter((power) => power > SILENCE).sort((a, b) => a - b);
    const floor = heard[Math.floor(heard.length * NOISE_PART)];
    const active = floor === undefined ? [] : heard.filter((power) => power > ACTIVE * floor);
    const mean = active.reduce((sum, power) => sum + power, 0) / active.length;
    const finite = (db: number): number | undefined => (Number.isFinite(db) ? db : undefined);
    return {
      noiseFloorDb: floor === undefined ? undefined : 10 * Math.log10(floor),
      snrDb: floor === undefined || active.length === 0 ? undefined : 10 * Math.log10((mean - floor) / floor),
      lufs: finite(this.#loudness.integratedLufs),
      truePeakDb: finite(this.#loudness.truePeakDb),
    };
  }
}
