import type { Channels } from './types';

/** Planar samples [start, start + numSamples) of a recording, cut at its end; the same range always gives the same samples. */
export type SampleReader = (signal: AbortSignal, start: number, numSamples: number) => Promise<Channels>;
