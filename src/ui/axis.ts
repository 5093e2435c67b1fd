import type { TimeRange } from '../store/app-state';
import type { FrequencyScale } from '../worker/frequency-scale';
import { formatDuration } from './format';

const STEPS_SEC = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200] as const;
const LONGEST_STEP_SEC = 14_400;

export interface TimeTick {
  readonly sec: number;
  readonly label: string;
}

/** Ticks at round times, at most about `count` of them, within a stretch; labels have as many decimals as the step needs. */
export function timeTicks({ startSec, endSec }: TimeRange, count: number): TimeTick[] {
  const span = endSec - startSec;
  if (!(span > 0)) return [];
  const step = STEPS_SEC.find((s) => span / s <= count) ?? LONGEST_STEP_SEC;
  const decimals = step >= 1 ? 0 : step >= 0.1 ? 1 : 2;
  const first = Math.ceil(startSec / step - 1e-9);
  const last = Math.floor(endSec / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const sec = (first + i) * step;
    return { sec, label: endSec < 60 ? `${sec.toFixed(decimals)} s` : formatDuration(sec, decimals) };
  });
}

/** Frequencies, Hz, that an axis names. */
const AXIS_HZ: readonly number[] = [100, 200, 500, 1000, 2000, 4000, 8000, 16_000];

/** Ticks nearer to the next one are left out. */
const LEAST_DISTANCE = 0.055;

export interface FrequencyTick {
  /** In kHz. */
  readonly label: string;
  /** Height in the picture: 0 at the bottom, 1 at the top. */
  readonly place: number;
}

/** Ticks of a picture, where its scale has room for them. */
export function frequencyTicks(scale: FrequencyScale): FrequencyTick[] {
  const top = scale.hzAt(1);
  const ticks = AXIS_HZ.filter((hz) => hz <= top).map((hz) => ({ label: String(hz / 1000), place: scale.placeOf(hz) }));
  // From the top, since the upper ones are what tells the scales apart.
  return ticks.filter(({ place }, i) => i === ticks.length - 1 || (ticks[i + 1]?.place ?? 1) - place > LEAST_DISTANCE);
}

/** How many of the bands, counted from the lowest, a recording of this rate can have sound in. */
export function numAudibleBands(centresHz: Float32Array, sampleRateHz: number): number {
  const beyond = centresHz.findIndex((centre) => centre > sampleRateHz / 2);
  return beyond < 0 ? centresHz.length : Math.max(1, beyond);
}
