import { useState } from 'react';
import { easeMark, goToMark, markAt } from '../../commands/speech-loss';
import type { RecordingState } from '../../store/app-state';
import { formatDuration } from '../format';
import { Status } from '../Status';
import { useCommands } from '../use-app';
import { usePlayHead } from '../use-play-head';

const WHAT_IT_IS =
  'Where the removed part sounds voiced, is loud enough to be missed, and was the larger part of the sound. It looks for pitch, so voices behind and music are marked too, and lost consonants are not.';

/** In how many places speech may be lost; leads from one to the next, and eases the effect there. */
export function LossTools({ recording }: { recording: RecordingState }) {
  const context = useCommands();
  const [at, setAt] = useState(-1);
  const marks = recording.loss ?? [];
  usePlayHead((sec) => setAt(markAt(marks, sec)));
  const mark = marks[at];
  return (
    <fieldset className="loss-tools" aria-label="Speech loss">
      <Status
        name="Speech loss"
        news={recording.loss ? textOf(recording.loss.length) : ''}
        title={WHAT_IT_IS}
        className={marks.length > 0 ? 'notice' : 'muted'}
      >
        {textOf(recording.loss?.length)}
        {mark && marks.length > 0 && <span className="muted">{` · ${at + 1} at ${formatDuration(mark.startSec, 1)}`}</span>}
      </Status>
      {marks.length > 0 && (
        <>
          <button type="button" className="button small" title="Go to the next place (key M)" onClick={() => void goToMark(context, 1)}>
            Next
          </button>
          <button
            type="button"
            className="button small"
            title="Take the effect back to 40 % at this place; again: by half"
            onClick={() => void easeMark(context)}
          >
            Ease here
          </button>
        </>
      )}
    </fieldset>
  );
}

function textOf(count: number | undefined): string {
  if (count === undefined) return 'Looking for lost speech…';
  if (count === 0) return 'No lost voice found';
  return count === 1 ? 'Speech lost? 1 place' : `Speech lost? ${count} places`;
}
