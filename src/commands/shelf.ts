import type { Context } from './context';
import { runJob } from './run-job';

/** Looks for saved work that no tab has open. */
export async function refreshShelf(context: Context): Promise<void> {
  await runJob(context, { kind: 'shelf' }, async (signal) => {
    context.store.setState({ shelf: await context.engine.call(signal, 'listWork', null) });
  });
}
