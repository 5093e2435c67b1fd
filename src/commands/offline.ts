import { Scope } from '../base/scope';
import type { UpdateState } from '../store/app-state';
import type { Context } from './context';

const CHECK_PERIOD_MS = 3_600_000;

/** The part of the browser that keeps the page for use without a network; undefined where it has none. */
function container(): ServiceWorkerContainer | undefined {
  return 'serviceWorker' in navigator ? navigator.serviceWorker : undefined;
}

/** Keeps this page for use without a network, and tells when another version of it has arrived. */
export async function keepForOffline({ store }: Pick<Context, 'store'>, url: string): Promise<void> {
  const workers = container();
  if (!workers) return;
  // Where the browser refuses, as private windows of some do, the page works all the same as long as there is a network.
  const registration = await workers.register(url).catch(() => undefined);
  if (!registration) return;
  const scope = new Scope();
  const show = (): void => {
    const update: UpdateState = registration.waiting ? 'waiting' : registration.active ? 'offline-ready' : 'none';
    if (store.getState().update !== update) store.setState({ update });
  };
  const follow = (): void => {
    const { installing } = registration;
    if (installing) scope.listen(installing, 'statechange', show);
    show();
  };
  scope.listen(registration, 'updatefound', follow);
  scope.every(CHECK_PERIOD_MS, () => void registration.update().catch(() => undefined));
  follow();
}

/** Changes to the version that waits, and loads the page anew; work goes on from its last finished chunk. */
export async function applyUpdate(): Promise<void> {
  const workers = container();
  const waiting = (await workers?.getRegistration())?.waiting;
  if (!workers || !waiting) return;
  new Scope().listen(workers, 'controllerchange', () => location.reload(), { once: true });
  waiting.postMessage('take-over');
}

/** Leaves the version that waits for the next visit. */
export function postponeUpdate({ store }: Pick<Context, 'store'>): void {
  store.setState({ update: 'offline-ready' });
}
