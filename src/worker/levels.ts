import type { Levels } from '../base/levels';
import type { RenderSettings } from '../base/settings';
import { loudnessDifference } from '../dsp/loudness-match';
import type { Recording } from '../dsp/recording';

/** What the settings come to on a recording. */
export async function levelsOf(signal: AbortSignal, recording: Recording, settings: RenderSettings): Promise<Levels> {
  const shaper = recording.shaper(settings);
  return {
    autoReductionDb: shaper.traits.autoReductionDb,
    matchDb: await loudnessDifference(signal, recording.mel, shaper),
    headroomDb: recording.peak > 0 ? -20 * Math.log10(recording.peak) : 0,
  };
}
