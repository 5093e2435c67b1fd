import type { DbRange, LookState } from '../store/app-state';
import type { Context } from './context';
import { drawView } from './refresh-pictures';

/** The least distance of floor and ceiling, and how far either may go, dB. */
const LEAST_SPAN_DB = 10;
export const DB_LIMITS = { min: -120, max: 60 } as const;

/** Changes how spectrograms are shown; another frequency scale is drawn from the recording anew. */
export function setLook(context: Context, change: Partial<LookState>): void {
  const { store } = context;
  store.setState(({ look }) => ({ look: { ...look, ...change } }));
  const { current } = store.getState();
  if (change.scale && current !== undefined) void drawView(context, current);
}

/** Moves the floor or the ceiling of the colours, dB; the other end keeps its distance. */
export function setDbRange(context: Context, former: DbRange, change: Partial<DbRange>): void {
  const held = (db: number, min: number, max: number): number => Math.max(min, Math.min(max, Math.round(db)));
  const range =
    change.minDb !== undefined
      ? { ...former, minDb: held(change.minDb, DB_LIMITS.min, former.maxDb - LEAST_SPAN_DB) }
      : { ...former, maxDb: held(change.maxDb ?? former.maxDb, former.minDb + LEAST_SPAN_DB, DB_LIMITS.max) };
  setLook(context, { range });
}
