import { useState } from 'react';
import type { SavedWork as Work } from '../base/work';
import { discardSaved, openSaved } from '../commands/saved-work';
import { formatBytes, formatDuration } from './format';
import { useApp, useCommands } from './use-app';

function stateOf({ record }: Work): string {
  if (!record) return 'Damaged: it can only be discarded';
  const { numSamples, sampleRateHz, numDone, numFrames, hasSource } = record;
  const length = sampleRateHz > 0 ? `${formatDuration(numSamples / sampleRateHz)} · ` : '';
  const done = numFrames > 0 && numDone === numFrames ? 'done' : `${numFrames > 0 ? Math.floor((100 * numDone) / numFrames) : 0} % done`;
  return `${length}${done}${hasSource ? '' : ' · open its file again to go on'}`;
}

/** Work that this browser keeps: to go on with or to discard, with what it takes. */
export function SavedWork() {
  const context = useCommands();
  const shelf = useApp((state) => state.shelf);
  if (!shelf || shelf.works.length === 0) return null;
  const total = shelf.works.reduce((sum, { numBytes }) => sum + numBytes, 0);
  const ids = shelf.works.map(({ workId }) => workId);
  return (
    <section className="saved" aria-label="Saved work">
      <div className="saved-head">
        <h3>Saved work</h3>
        <span className="muted">{formatBytes(total)} in this browser only</span>
        {ids.length > 1 && <Discard label="Discard all" onDiscard={() => void discardSaved(context, ids)} />}
      </div>
      <ul>
        {shelf.works.map((work) => (
          <SavedRow key={work.workId} work={work} />
        ))}
      </ul>
    </section>
  );
}

function SavedRow({ work }: { work: Work }) {
  const context = useCommands();
  const { workId, numBytes, record } = work;
  const name = record?.name ?? 'Unreadable work';
  return (
    <li className="saved-row">
      <span className="saved-name" title={name}>
        {name}
      </span>
      <span className="muted saved-state">
        {stateOf(work)} · {formatBytes(numBytes)}
      </span>
      {record?.hasSource && (
        <button type="button" className="button quiet" aria-label={`Open ${name}`} onClick={() => void openSaved(context, workId)}>
          Open
        </button>
      )}
      <Discard label="Discard" name={name} onDiscard={() => void discardSaved(context, [workId])} />
    </li>
  );
}

/** Asks once more before it deletes: there is no way back. */
function Discard({ label, name, onDiscard }: { label: string; name?: string; onDiscard: () => void }) {
  const [asked, setAsked] = useState(false);
  const words = asked ? 'Really discard' : label;
  return (
    <button
      type="button"
      className={asked ? 'button quiet danger' : 'button quiet'}
      aria-label={name === undefined ? words : `${words} ${name}`}
      onClick={() => (asked ? onDiscard() : setAsked(true))}
      onBlur={() => setAsked(false)}
    >
      {asked ? 'Really discard?' : label}
    </button>
  );
}
