import { GAIN_STEP_DB } from '../../src/dsp/gain-track';
import { Generator } from '../../src/net/generator';
import type { Model } from '../../src/net/model';

/** What weights of half the size would change. */
export interface HalfWeights {
  /** Largest difference of a gain, and the share of gains that would get another of the stored codes, which are 0.25 dB apart. */
  readonly worstGain: number;
  readonly changedCodes: number;
}

/** The nearest value that float16 holds: 11 bits of significand, steps of 2^-24 at the bottom. */
function toHalf(value: number): number {
  const step = 2 ** Math.max(-24, Math.floor(Math.log2(Math.abs(value) || 1e-30)) - 10);
  return Math.round(value / step) * step;
}

function codes(gains: Float32Array): Int32Array {
  return Int32Array.from(gains, (gain) => Math.round((-20 / GAIN_STEP_DB) * Math.log10(Math.max(gain, 10 ** (-63.75 / 20)))));
}

/** Compares the gains of a model with those of the same one with float16 weights, on features as `denoise` gives them. Arithmetic stays float32: no backend of tfjs computes in float16. */
export async function compareHalf(model: Model, features: Float32Array): Promise<HalfWeights> {
  const weights = new Map([...model.weights].map(([name, { shape, values }]) => [name, { shape, values: values.map(toHalf) }]));
  const gainsOf = async (of: Model): Promise<Float32Array> => {
    const generator = new Generator(of);
    const gains = await generator.run(features);
    generator.dispose();
    return gains;
  };
  const [whole, half] = [await gainsOf(model), await gainsOf({ ...model, weights })];
  const [wholeCodes, halfCodes] = [codes(whole), codes(half)];
  return {
    worstGain: whole.reduce((worst, gain, i) => Math.max(worst, Math.abs(gain - half[i]!)), 0),
    changedCodes: wholeCodes.filter((code, i) => code !== halfCodes[i]).length / whole.length,
  };
}
