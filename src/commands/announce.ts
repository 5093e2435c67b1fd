import type { Context } from './context';

/** Announcements that stay in the page: readers may be behind by one or two. */
const NUM_KEPT = 3;

/** Tells screen readers something, once. */
export function announce({ store, jobs }: Pick<Context, 'store' | 'jobs'>, text: string): void {
  const key = jobs.nextKey();
  store.setState(({ announcements }) => ({ announcements: [...announcements, { key, text }].slice(-NUM_KEPT) }));
}
