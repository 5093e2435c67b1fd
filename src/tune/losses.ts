import {
  add,
  clipByValue,
  div,
  log,
  maximum,
  mean,
  minimum,
  mul,
  pow,
  relu,
  scalar,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { pesqDisturbance, stoiOfBands } from './speech-losses';
import type { Targets } from './targets';

/** Weights of the loss; the compressed error has weight 1. */
export interface LossWeights {
  readonly speechLost: number;
  readonly sdr: number;
  readonly pesq: number;
  readonly stoi: number;
}

export const LOSS_WEIGHTS: LossWeights = { speechLost: 0.5, sdr: 0.12, pesq: 0.05, stoi: 0.3 };

const COMPRESSION = 0.3;

/**
 * Compressed error and loss of speech, a scalar: with A = |g Y|^0.3 and B = |S|^0.3, (A - B)^2 + (A^2 + B^2 - 2 A B cos)/2, and what of B is missing, squared.
 * Sources: Braun and Tashev 2021, eq. 9; Wang et al. 2020, VoiceFilter-Lite, eq. 4.
 */
function compressedLoss(gain: Tensor, { noisy, clean, cosine }: Targets, lostWeight: number): Tensor {
  const a = mul(pow(maximum(gain, 1e-4), scalar(COMPRESSION)), pow(noisy, scalar(COMPRESSION / 2)));
  const b = pow(clean, scalar(COMPRESSION / 2));
  const complex = mul(sub(add(square(a), square(b)), mul(mul(mul(a, b), cosine), 2)), 0.5);
  return mean(add(add(square(sub(a, b)), complex), mul(square(relu(sub(b, a))), lostWeight)));
}

/** Negative signal-to-distortion ratio [size], dB, held within -30...5. */
export function negativeSdrDb(gain: Tensor, { noisy, clean, cosine }: Targets): Tensor {
  const cross = mul(mul(gain, sqrt(mul(noisy, clean))), mul(cosine, 2));
  const error = sum(sub(add(mul(square(gain), noisy), clean), cross), [1, 2]);
  const ratio = div(maximum(error, 0), add(sum(clean, [1, 2]), 1e-8));
  return mul(minimum(log(add(ratio, 1e-3)), 0.5 * Math.LN10), 10 / Math.LN10);
}

/** The supervised loss, a scalar. The twin of `gain_loss` in training/limpid_training/losses.py. Items without speech do not count in the measures of speech. */
export function gainLoss(gain: Tensor, targets: Targets, weights: LossWeights): Tensor {
  let loss = compressedLoss(gain, targets, weights.speechLost);
  loss = add(loss, mul(mean(negativeSdrDb(gain, targets)), weights.sdr / 10));
  const enhanced = mul(square(clipByValue(gain, 0, 1)), targets.noisy);
  loss = add(loss, mul(mean(mul(pesqDisturbance(enhanced, targets), targets.speech)), weights.pesq));
  return add(loss, mul(mean(mul(sub(1, stoiOfBands(enhanced, targets)), targets.speech)), weights.stoi));
}
