import { applyUpdate, postponeUpdate } from '../commands/offline';
import { Status } from './Status';
import { useApp, useCommands } from './use-app';

/** Another version of the page: taken when the user wants it, never by itself. */
export function UpdateOffer() {
  const context = useCommands();
  const waiting = useApp((state) => state.update === 'waiting');
  if (!waiting) return null;
  return (
    <section className="offer" aria-label="Update">
      <Status name="Update" news="Another version of Limpid is ready.">
        <strong>A new version of Limpid is ready.</strong> <span className="muted">The page reloads, and work goes on where it stood.</span>
      </Status>
      <button type="button" className="button" onClick={() => void applyUpdate()}>
        Update now
      </button>
      <button type="button" className="button quiet" onClick={() => postponeUpdate(context)}>
        Later
      </button>
    </section>
  );
}
