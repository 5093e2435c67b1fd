import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { bandCentresHz } from '../dsp/bands';
import { NUM_BANDS } from '../dsp/constants';
import type { Batch } from './batch';
import { STOI_FRAMES } from './hearing';

/** An item whose speech is weaker than this has none: it was mixed as noise alone. */
const SPEECH_ENERGY = 1e-6;
/** STOI leaves out what lies 40 dB below the loudest frame. */
const ACTIVE_RATIO = 1e-4;

/** A batch on the device: everything of the loss that does not depend on the gains. */
export interface Targets {
  readonly size: number;
  readonly frames: number;
  /** [size, frames, NUM_BANDS] each. */
  readonly features: Tensor;
  readonly noisy: Tensor;
  readonly clean: Tensor;
  readonly cosine: Tensor;
  /** 1 for items with speech, [size]. */
  readonly speech: Tensor;
  /** Part of each stretch of STOI_FRAMES that holds speech, [size, frames / STOI_FRAMES]. */
  readonly active: Tensor;
  /** 1 from 300 to 3400 Hz, [NUM_BANDS]. */
  readonly telephone: Tensor;
  dispose(): void;
}

/** Uploads a batch. */
export function uploadTargets(batch: Batch): Targets {
  const { size, frames } = batch;
  const shape = [size, frames, NUM_BANDS];
  const centres = bandCentresHz();
  const tensors = {
    features: tensor(batch.features, shape),
    noisy: tensor(batch.noisy, shape),
    clean: tensor(batch.clean, shape),
    cosine: tensor(batch.cosine, shape),
    speech: tensor(speechOf(batch), [size]),
    active: tensor(activeOf(batch), [size, Math.floor(frames / STOI_FRAMES)]),
    telephone: tensor(
      Float32Array.from(centres, (hz) => (hz > 300 && hz < 3400 ? 1 : 0)),
      [NUM_BANDS],
    ),
  };
  return {
    size,
    frames,
    ...tensors,
    dispose() {
      for (const t of Object.values(tensors)) t.dispose();
    },
  };
}

function frameEnergies({ size, frames, clean }: Batch): Float32Array {
  const out = new Float32Array(size * frames);
  for (let i = 0; i < out.length; i++) for (let b = 0; b < NUM_BANDS; b++) out[i]! += clean[i * NUM_BANDS + b]!;
  return out;
}

function speechOf(batch: Batch): Float32Array {
  const energies = frameEnergies(batch);
  return Float32Array.from({ length: batch.size }, (_, n) => {
    const own = energies.subarray(n * batch.frames, (n + 1) * batch.frames);
    return own.reduce((sum, v) => sum + v, 0) / batch.frames > SPEECH_ENERGY ? 1 : 0;
  });
}

function activeOf(batch: Batch): Float32Array {
  const { size, frames } = batch;
  const energies = frameEnergies(batch);
  const stretches = Math.floor(frames / STOI_FRAMES);
  const out = new Float32Array(size * stretches);
  for (let n = 0; n < size; n++) {
    const own = energies.subarray(n * frames, (n + 1) * frames);
    const least = own.reduce((a, b) => Math.max(a, b), 0) * ACTIVE_RATIO;
    for (let t = 0; t < stretches * STOI_FRAMES; t++)
      if (own[t]! > least) out[n * stretches + Math.floor(t / STOI_FRAMES)]! += 1 / STOI_FRAMES;
  }
  return out;
}
