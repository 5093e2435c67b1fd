import type { Random } from '../base/random';
import { bandCentresHz } from '../dsp/bands';
import { NUM_BANDS } from '../dsp/constants';

/** How far spectra are varied. */
interface Reach {
  /** Largest factor by which a spectrum is stretched or squeezed along frequency. */
  readonly mostWarp: number;
  /** Deviation of an equaliser at its knots, dB. */
  readonly equaliserDb: number;
}

/** Another voice: as far as from a woman to a man. */
export const OTHER_VOICE: Reach = { mostWarp: 1.25, equaliserDb: 3 };
/** The same noise at another moment: an engine turns a little faster, a street is a little brighter. */
export const OTHER_MOMENT: Reach = { mostWarp: 1.1, equaliserDb: 2 };
/** Another kind of noise. */
export const OTHER_KIND: Reach = { mostWarp: 1.6, equaliserDb: 4 };
const KNOTS_HZ = [30, 100, 300, 800, 2000, 5000, 10_000, 24_000];

/** Makes other sounds of the given ones: spectra moved along frequency and equalised. */
export class Variation {
  readonly #centres = bandCentresHz();
  readonly #knots = KNOTS_HZ.map(Math.log);

  constructor(readonly reach: Reach) {}

  /** Changes energies [frames, NUM_BANDS] in place; bands from `numBands` on stay empty. */
  apply(random: Random, energies: Float32Array, numBands: number): void {
    const factor = Math.exp(random.between(-1, 1) * Math.log(this.reach.mostWarp));
    const places = Float64Array.from(this.#centres, (hz) => Math.min(this.#placeOf(hz * factor), numBands - 1));
    const gains = this.#equaliser(random);
    const row = new Float32Array(NUM_BANDS);
    for (let at = 0; at < energies.length; at += NUM_BANDS) {
      row.set(energies.subarray(at, at + NUM_BANDS));
      for (let b = 0; b < numBands; b++) {
        const low = Math.min(numBands - 2, Math.floor(places[b]!));
        const part = places[b]! - low;
        energies[at + b] = gains[b]! * (row[low]! + part * (row[low + 1]! - row[low]!));
      }
    }
  }

  /** The first band that lies above a frequency, or the number of bands. */
  bandAt(hz: number): number {
    const band = this.#centres.findIndex((centre) => centre > hz);
    return band < 0 ? NUM_BANDS : band;
  }

  /** Place of a frequency between band centres: 3.5 lies halfway from band 3 to band 4. */
  #placeOf(hz: number): number {
    const centres = this.#centres;
    const next = centres.findIndex((centre) => centre > hz);
    if (next < 0) return NUM_BANDS - 1;
    return next === 0 ? 0 : next - 1 + (hz - centres[next - 1]!) / (centres[next]! - centres[next - 1]!);
  }

  /** A smooth random factor for each band. */
  #equaliser(random: Random): Float32Array {
    const db = this.#knots.map(() => this.reach.equaliserDb * random.normal());
    return Float32Array.from(this.#centres, (hz) => {
      const x = Math.max(this.#knots[0]!, Math.log(hz + 20));
      const k = Math.min(
        this.#knots.length - 2,
        this.#knots.findLastIndex((knot) => knot <= x),
      );
      const part = (x - this.#knots[k]!) / (this.#knots[k + 1]! - this.#knots[k]!);
      return 10 ** ((db[k]! + part * (db[k + 1]! - db[k]!)) / 10);
    });
  }
}
