import { useMemo } from 'react';
import type { DbRange, LookState, RecordingState } from '../../store/app-state';
import { type FrequencyScale, frequencyScale } from '../../worker/frequency-scale';
import { numAudibleBands } from '../axis';
import { useApp } from '../use-app';

/** How the spectrograms of a recording are shown: look, decibels and the scale of its frequencies. */
export function useLook({ pictures, handle }: RecordingState): {
  readonly look: LookState;
  readonly range: DbRange | undefined;
  readonly centresHz: Float32Array | undefined;
  readonly scale: FrequencyScale | undefined;
} {
  const look = useApp((state) => state.look);
  const { centresHz: all, scale: name } = pictures.spectrograms ?? {};
  const rateHz = handle?.format.sampleRateHz;
  const centresHz = useMemo(() => (all && rateHz ? all.slice(0, numAudibleBands(all, rateHz)) : undefined), [all, rateHz]);
  const scale = useMemo(() => centresHz && name && frequencyScale(name, centresHz), [name, centresHz]);
  return { look, range: look.range ?? pictures.range, centresHz, scale };
}
