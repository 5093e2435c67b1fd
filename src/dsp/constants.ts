/** Rate of analysis, Hz; sources of other rates are resampled for analysis only. */
export const ANALYSIS_RATE_HZ = 48_000;
/** Analysis window: 32 ms. */
export const WINDOW_SAMPLES = 1536;
/** Distance of frames: 16 ms. Frame i is centred on sample i * HOP_SAMPLES. */
export const HOP_SAMPLES = 768;
export const NUM_BINS = WINDOW_SAMPLES / 2 + 1;
export const NUM_BANDS = 128;
export const FRAMES_PER_SEC = ANALYSIS_RATE_HZ / HOP_SAMPLES;
export const WINDOW_SEC = WINDOW_SAMPLES / ANALYSIS_RATE_HZ;
export const HOP_SEC = HOP_SAMPLES / ANALYSIS_RATE_HZ;

/** Frames on either side over which the local level is averaged: about 2.5 s. */
export const LEVEL_HALF_FRAMES = 156;
/** Lowest local level, mean band energy: about -127 dBFS of white noise. */
export const LEVEL_FLOOR = 1e-9;
/** Lowest log10 ratio of energy to local level: -80 dB. */
export const FEATURE_FLOOR = -8;

/** Frames of a recording: the last one is centred at or behind its end, so that every sample lies under two frames. */
export function framesOf(numSamples: number, sampleRateHz: number): number {
  return Math.ceil((numSamples * ANALYSIS_RATE_HZ) / sampleRateHz / HOP_SAMPLES - 1e-9) + 1;
}
