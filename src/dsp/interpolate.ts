import type { Kernels } from './kernels/kernels';
import { between, type Polyphase } from './polyphase';

/** Source samples from sample number `first` on. */
export interface Stretch {
  readonly source: Float32Array;
  readonly first: number;
  readonly rateHz: number;
}

/** Samples that are asked for: number `start` and the `count - 1` behind it, at another rate. */
export interface Wanted {
  readonly start: number;
  readonly count: number;
  readonly rateHz: number;
}

/** Samples at another rate: number m lies at source position m * source rate / target rate exactly. The stretch covers half a filter on either side. */
export function interpolate(kernels: Kernels | undefined, stretch: Stretch, filter: Polyphase, wanted: Wanted): Float32Array {
  const isExact = wanted.rateHz % filter.numPhases === 0;
  return kernels && isExact ? quickly(kernels, stretch, filter, wanted) : plainly(stretch, filter, wanted);
}

/** The position of a sample in integers, so that no rounding builds up over hours: a whole source sample, and what is left over in parts of the target rate. */
function placeOf(sample: number, { rateHz: sourceRateHz, first }: Stretch, { halfTaps }: Polyphase, rateHz: number): [number, number] {
  const numerator = sample * sourceRateHz;
  const whole = Math.floor(numerator / rateHz);
  return [whole - halfTaps + 1 - first, numerator - whole * rateHz];
}

function quickly(kernels: Kernels, stretch: Stretch, filter: Polyphase, wanted: Wanted): Float32Array {
  const { source, rateHz: sourceRateHz } = stretch;
  const { start, count, rateHz } = wanted;
  const { numPhases, halfTaps, taps } = filter;
  const [at, rest] = placeOf(start, stretch, filter, rateHz);
  const perPhase = rateHz / numPhases;
  const step = Math.floor(sourceRateHz / rateHz);
  const phaseStep = (sourceRateHz - step * rateHz) / perPhase;
  return kernels.with(source.length + taps.length + count, 3, (desk) => {
    const [from, rows, out] = [desk.copy(source), desk.copy(taps), desk.floats(count)];
    kernels.run.resample(
      from.pointer + 4 * at,
      rows.pointer,
      2 * halfTaps,
      numPhases,
      rest / perPhase,
      step,
      phaseStep,
      out.pointer,
      count,
    );
    return out.values.slice();
  });
}

/** Linear between two phases, where the ratio of the rates has more of them than the table. */
function plainly(stretch: Stretch, filter: Polyphase, { start, count, rateHz }: Wanted): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => {
    const [at, rest] = placeOf(start + i, stretch, filter, rateHz);
    return between(stretch.source, at, filter, (rest * filter.numPhases) / rateHz);
  });
}
