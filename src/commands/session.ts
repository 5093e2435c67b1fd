import type { Context } from './context';
import { loadCurrent } from './playback';
import { workQueue } from './queue';
import { refreshPictures } from './refresh-pictures';
import { takeWork } from './saved-work';
import { refreshShelf } from './shelf';

const KEY = 'limpid.session';
const MAX_WORKS = 1000;
/** How long a page that is being reloaded may take to end: its engine finishes what it computes. */
const RELOAD_PATIENCE_MS = 20_000;

interface Session {
  readonly works: readonly string[];
  readonly current: string | undefined;
}

/** What the tab remembered, checked; nothing where that is missing or damaged. */
export function restoredSession(text: string | null): Session {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    if (typeof value !== 'object' || value === null) return { works: [], current: undefined };
    const { works, current } = value as Record<string, unknown>;
    const ids = Array.isArray(works) ? works.filter((id): id is string => typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id)) : [];
    return { works: [...new Set(ids)].slice(0, MAX_WORKS), current: typeof current === 'string' ? current : undefined };
  } catch {
    // Not written by this page: the work is among the saved work all the same.
    return { works: [], current: undefined };
  }
}

/** After a reload or a crash: what was open in this tab comes back and goes on from its last finished chunk. */
export async function restoreSession(context: Context): Promise<void> {
  const { store, session } = context;
  const { works, current } = restoredSession(session.getItem(KEY));
  if (works.length === 0) return;
  for (const workId of works) await takeWork(context, workId, { patienceMs: RELOAD_PATIENCE_MS });
  // What could not be opened, or has no copy of its source, is among the saved work.
  void refreshShelf(context);
  const { recordings } = store.getState();
  const shown = recordings.find(({ workId }) => workId === current) ?? recordings[0];
  if (!shown) return;
  // Whoever has chosen a recording or dropped another one meanwhile keeps that on screen.
  if (store.getState().current === undefined) {
    store.setState({ current: shown.key, settings: shown.settings });
    loadCurrent(context);
  }
  void workQueue(context).then(() => refreshPictures(context, store.getState().current ?? shown.key));
}

/** Remembers from now on what is open in this tab. */
export function followSession({ store, session }: Context): void {
  let last = '';
  store.subscribe(({ recordings, current }) => {
    const works = recordings.flatMap(({ workId }) => workId ?? []);
    const text = JSON.stringify({ works, current: recordings.find(({ key }) => key === current)?.workId });
    if (text !== last) session.setItem(KEY, text);
    last = text;
  });
}
