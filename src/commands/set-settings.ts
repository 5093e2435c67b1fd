import { MAX_REDUCTION_RANGE_DB, type RenderSettings } from '../base/types';
import type { Context } from './context';
import { refreshPictures } from './refresh-pictures';

function within(value: number, min: number, max: number, otherwise: number): number {
  return Number.isFinite(value) ? Math.max(min, Math.min(max, value)) : otherwise;
}

/** Changes strength or largest reduction, held within their ranges; sound and pictures follow without a new inference. */
export async function setSettings(context: Context, change: Partial<RenderSettings>): Promise<void> {
  const { store, player } = context;
  const former = store.getState().settings;
  const settings: RenderSettings = {
    strength: within(change.strength ?? former.strength, 0, 1, former.strength),
    maxReductionDb: within(
      change.maxReductionDb ?? former.maxReductionDb,
      MAX_REDUCTION_RANGE_DB.min,
      MAX_REDUCTION_RANGE_DB.max,
      former.maxReductionDb,
    ),
  };
  store.setState({ settings });
  player.refresh();
  const { current } = store.getState();
  if (current !== undefined) await refreshPictures(context, current);
}
