import type { GainEdit } from './edits';

/** How a gain track becomes sound: by the gains themselves, or, for comparison, by a phase that is made up for the predicted mel spectrogram. */
export type RestorationMethod = 'gains' | 'griffin-lim';

/** How the gain track is applied; everything here is a cheap function of the track at render. */
export interface RenderSettings {
  /** 0 gives the source back, 1 the full effect; a linear blend of the gains. */
  readonly strength: number;
  /** Largest reduction in any band, dB, 0...60; `auto` takes what the recording's own noise asks for. */
  readonly maxReductionDb: number | 'auto';
  /** How long before speech begins, and after it ends, its gains hold, milliseconds. */
  readonly onsetMs: number;
  readonly holdMs: number;
  /** Reduction moved from low bands to high ones: -1...1. At 1 the lowest band is left alone and the highest reduced twice as far, in dB. */
  readonly tilt: number;
  /** Short noise-like bursts between phrases lose no more than 6 dB. */
  readonly keepBreaths: boolean;
  readonly method: RestorationMethod;
  /** Changes by hand, the last one latest. */
  readonly edits?: readonly GainEdit[];
}

export const DEFAULT_RENDER_SETTINGS: RenderSettings = {
  strength: 1,
  maxReductionDb: 'auto',
  onsetMs: 0,
  holdMs: 0,
  tilt: 0,
  keepBreaths: false,
  method: 'gains',
};

export const MAX_REDUCTION_RANGE_DB = { min: 0, max: 60 } as const;
export const ONSET_RANGE_MS = { min: 0, max: 160 } as const;
export const HOLD_RANGE_MS = { min: 0, max: 480 } as const;
export const TILT_RANGE = { min: -1, max: 1 } as const;

type Range = { readonly min: number; readonly max: number };

function within(value: number | undefined, { min, max }: Range, otherwise: number): number {
  return value !== undefined && Number.isFinite(value) ? Math.max(min, Math.min(max, value)) : otherwise;
}

/** The settings after a change, each number held within its range; what is not a number changes nothing. Edits stay. */
export function changedSettings(former: RenderSettings, change: Partial<RenderSettings>): RenderSettings {
  const { maxReductionDb: limit = former.maxReductionDb } = change;
  const formerLimit = former.maxReductionDb === 'auto' ? Number.NaN : former.maxReductionDb;
  const held = limit === 'auto' ? limit : within(limit, MAX_REDUCTION_RANGE_DB, formerLimit);
  return {
    ...former,
    strength: within(change.strength, { min: 0, max: 1 }, former.strength),
    maxReductionDb: Number.isNaN(held) ? 'auto' : held,
    onsetMs: within(change.onsetMs, ONSET_RANGE_MS, former.onsetMs),
    holdMs: within(change.holdMs, HOLD_RANGE_MS, former.holdMs),
    tilt: within(change.tilt, TILT_RANGE, former.tilt),
    keepBreaths: change.keepBreaths ?? former.keepBreaths,
    method: change.method ?? former.method,
  };
}
