import type { GainEdit } from '../../base/edits';
import { setBench } from '../../commands/bench';
import { clearEdits, removeEdit, setRegionStrength } from '../../commands/edit-gains';
import type { RecordingState } from '../../store/app-state';
import { durationOf } from '../../store/selectors';
import { Popover } from '../Popover';
import { useCommands } from '../use-app';
import { editName, editRange, rangeText } from './edit-text';

/** All edits of a recording behind one button; each can be changed and taken away. */
export function EditList({ recording }: { recording: RecordingState }) {
  const context = useCommands();
  const edits = recording.settings.edits ?? [];
  if (edits.length === 0) return null;
  const text = edits.length === 1 ? '1 edit' : `${edits.length} edits`;
  return (
    <Popover label={text} className="edits" buttonClass="button small" title="What was changed by hand" button={text}>
      {(close, id) => (
        <div id={id} className="popover-panel edits-panel">
          <ul aria-label="Edits">
            {edits.map((edit, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an edit is known by its place in the list.
              <EditRow key={index} edit={edit} index={index} durationSec={durationOf(recording)} />
            ))}
          </ul>
          <button
            type="button"
            className="button small"
            onClick={() => {
              close();
              void clearEdits(context);
            }}
          >
            Remove all
          </button>
        </div>
      )}
    </Popover>
  );
}

function EditRow({ edit, index, durationSec }: { edit: GainEdit; index: number; durationSec: number }) {
  const context = useCommands();
  const range = rangeText(editRange(edit, durationSec));
  const percent = edit.kind === 'region' ? Math.round(edit.strength * 100) : 0;
  const show = (activeEdit: number | undefined): void => setBench(context, { activeEdit });
  return (
    <li
      onPointerEnter={() => show(index)}
      onPointerLeave={() => show(undefined)}
      onFocus={() => show(index)}
      onBlur={() => show(undefined)}
    >
      <span className="edit-name" data-effect={edit.effect}>
        {editName(edit)}
      </span>
      <span className="muted">{range}</span>
      {edit.effect === 'ease' && (
        <input
          type="range"
          aria-label={`Strength ${range}`}
          aria-valuetext={`${percent} %`}
          title={`${percent} % of the effect`}
          min={0}
          max={100}
          value={percent}
          onChange={({ target }) => void setRegionStrength(context, index, target.valueAsNumber / 100)}
        />
      )}
      <button
        type="button"
        className="button quiet icon"
        aria-label={`Take back: ${editName(edit)} ${range}`}
        title="Take this edit back"
        onClick={() => void removeEdit(context, index)}
      >
        <svg className="line-icon" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          <path d="M4 4l8 8M12 4l-8 8" />
        </svg>
      </button>
    </li>
  );
}
