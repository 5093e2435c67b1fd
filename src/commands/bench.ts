import type { BenchState } from '../store/app-state';
import type { Context } from './context';

export const BRUSH_RANGE_PX = { min: 4, max: 64 } as const;

/** Changes what a drag does, how wide the brush is, or which edit is looked at. */
export function setBench({ store }: Context, change: Partial<BenchState>): void {
  store.setState(({ bench }) => ({ bench: { ...bench, ...change } }));
}
