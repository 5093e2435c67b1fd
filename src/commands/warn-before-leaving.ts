import { Scope } from '../base/scope';
import type { AppState } from '../store/app-state';
import type { Context } from './context';

/** Whether leaving the page loses something: a result, or work on one, that is neither downloaded nor kept in this browser. */
export function wouldLose({ recordings }: Pick<AppState, 'recordings'>): boolean {
  return recordings.some(
    ({ work, keeping, downloaded }) => keeping !== 'kept' && (work.status === 'denoising' || (work.status === 'done' && !downloaded)),
  );
}

/** Makes the browser ask before the page is left, where that would lose something. */
export function warnBeforeLeaving({ store }: Pick<Context, 'store'>): void {
  new Scope().listen<BeforeUnloadEvent>(window, 'beforeunload', (event) => {
    if (wouldLose(store.getState())) event.preventDefault();
  });
}
