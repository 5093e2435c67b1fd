import {
  abs,
  add,
  clipByValue,
  concat,
  div,
  matMul,
  maximum,
  mean,
  minimum,
  mul,
  ones,
  pow,
  relu,
  reshape,
  scalar,
  slice,
  sqrt,
  square,
  step,
  sub,
  sum,
  type Tensor,
  tensor,
} from '@tensorflow/tfjs-core';
import { NUM_BANDS } from '../dsp/constants';
import { barkTables, NUM_BARKS, NUM_THIRD_OCTAVES, STOI_FRAMES, thirdOctaveMatrix } from './hearing';
import type { Targets } from './targets';

/** Frames of PESQ's split second. */
const PESQ_FRAMES = 20;
/** Level that PESQ brings speech to, as energy in its own unit: 83.5 dB. */
const PESQ_LEVEL = 10 ** 8.35;
/** Largest clipping of STOI: -15 dB of distortion. */
const STOI_CLIP = 1 + 10 ** (15 / 20);

const BARK = barkTables();
const THIRD_OCTAVES = thirdOctaveMatrix();

/** Energies [size * frames, NUM_BANDS] times a matrix [NUM_BANDS, columns], as [size, frames, columns]. */
function project(energies: Tensor, { size, frames }: Targets, matrix: Float32Array, columns: number): Tensor {
  const flat = reshape(energies, [size * frames, NUM_BANDS]);
  return reshape(matMul(flat as never, tensor(matrix, [NUM_BANDS, columns]) as never), [size, frames, columns]);
}

/** What PESQ hears wrong, 0.1 D + 0.0309 D_A, [size]: about 0 for equal signals, 3.5 for the worst. The twin of `pesq_disturbance` in metric_losses.py. */
export function pesqDisturbance(enhanced: Tensor, targets: Targets): Tensor {
  const { size, frames, clean, telephone } = targets;
  const levelled = (energies: Tensor): Tensor => {
    const level = mean(sum(mul(energies, telephone), 2), 1);
    return mul(energies, reshape(div(PESQ_LEVEL, add(level, 1e-9)), [size, 1, 1]));
  };
  const barks = (energies: Tensor): Tensor => project(levelled(energies), targets, BARK.matrix, NUM_BARKS);
  const cleanBarks = barks(clean);
  const rawBarks = barks(enhanced);
  const audible = step(sub(sum(cleanBarks, 2, true), 1e7));
  const [meanRef, meanDeg] = [cleanBarks, rawBarks].map((x) => mean(mul(x, audible), 1, true)) as [Tensor, Tensor];
  const ref = mul(cleanBarks, clipByValue(div(add(meanDeg, 1000), add(meanRef, 1000)), 0.01, 100));
  const ratio = div(add(sum(ref, 2), 5e3), add(sum(rawBarks, 2), 5e3)); // [size, frames]
  const previous = concat([ones([size, 1]), slice(ratio, [0, 0], [size, frames - 1])], 1);
  const change = clipByValue(add(mul(ratio, 0.8), mul(previous, 0.2)), 3e-4, 5);
  const deg = mul(rawBarks, reshape(change, [size, frames, 1]));
  const threshold = tensor(BARK.threshold);
  const exponent = tensor(BARK.exponent);
  const unit = mul(pow(mul(threshold, 2), exponent), 0.1866);
  const loudness = (x: Tensor): Tensor => mul(unit, sub(pow(add(mul(maximum(div(x, threshold), 1), 0.5), 0.5), exponent), 1));
  const [loudRef, loudDeg] = [loudness(ref), loudness(deg)];
  const disturbance = relu(sub(abs(sub(loudDeg, loudRef)), mul(minimum(loudDeg, loudRef), 0.25)));
  const asymmetry = pow(div(add(deg, 50), add(ref, 50)), scalar(1.2));
  const weighted = mul(clipByValue(asymmetry, 0, 12), step(sub(asymmetry, 3)));
  const total = NUM_BARKS * BARK.width;
  const symmetric = sqrt(add(mul(sum(square(mul(disturbance, BARK.width)), 2), total), 1e-9));
  const asymmetric = mul(sum(mul(disturbance, weighted), 2), BARK.width);
  const weight = pow(mul(add(sum(ref, 2), 1e5), 1e-7), scalar(0.04));
  const overTime = (x: Tensor): Tensor => pesqOverTime(minimum(div(x, weight), 45), size, frames);
  return add(mul(overTime(symmetric), 0.1), mul(overTime(asymmetric), 0.0309));
}

/** [size] of [size, frames]: sixth power over a third of a second, square over the item. */
function pesqOverTime(disturbance: Tensor, size: number, frames: number): Tensor {
  const groups = Math.floor(frames / PESQ_FRAMES);
  const pieces = reshape(slice(disturbance, [0, 0], [size, groups * PESQ_FRAMES]), [size, groups, PESQ_FRAMES]);
  const strongest = pow(add(mean(pow(pieces, scalar(6)), 2), 1e-6), scalar(1 / 6));
  return sqrt(mean(square(strongest), 1));
}

/** Short-time intelligibility [size], -1...1, over stretches in which there is speech. The twin of `stoi` in metric_losses.py. */
export function stoiOfBands(enhanced: Tensor, targets: Targets): Tensor {
  const { size, frames, clean, active } = targets;
  const stretches = Math.floor(frames / STOI_FRAMES);
  const envelopes = (energies: Tensor): Tensor => {
    const all = sqrt(add(project(energies, targets, THIRD_OCTAVES, NUM_THIRD_OCTAVES), 1e-9));
    return reshape(slice(all, [0, 0, 0], [size, stretches * STOI_FRAMES, NUM_THIRD_OCTAVES]), [
      size,
      stretches,
      STOI_FRAMES,
      NUM_THIRD_OCTAVES,
    ]);
  };
  const x = envelopes(clean);
  const raw = envelopes(enhanced);
  const overTime = (t: Tensor): Tensor => sum(t, 2, true);
  const levelled = mul(raw, sqrt(div(overTime(square(x)), add(overTime(square(raw)), 1e-9))));
  const y = minimum(levelled, mul(x, STOI_CLIP));
  const centred = (t: Tensor): Tensor => sub(t, mean(t, 2, true));
  const [cx, cy] = [centred(x), centred(y)];
  const norm = sqrt(add(mul(overTime(square(cx)), overTime(square(cy))), 1e-12));
  const correlation = mean(reshape(div(overTime(mul(cx, cy)), norm), [size, stretches, NUM_THIRD_OCTAVES]), 2);
  return div(sum(mul(correlation, active), 1), add(sum(active, 1), 1e-6));
}
