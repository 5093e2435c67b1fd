import { editSelection, setSelection } from '../../commands/selection';
import type { RecordingState, TimeRange } from '../../store/app-state';
import { durationOf } from '../../store/selectors';
import { useCommands } from '../use-app';

/** What can be done with the selected stretch. */
export function SelectionTools({ recording, selection }: { recording: RecordingState; selection: TimeRange }) {
  const context = useCommands();
  const durationSec = durationOf(recording);
  return (
    <fieldset className="selection-tools" aria-label="Selection">
      <Seconds
        label="Selection start"
        value={selection.startSec}
        max={durationSec}
        onValue={(startSec) => setSelection(context, { ...selection, startSec })}
      />
      <span aria-hidden="true">–</span>
      <Seconds
        label="Selection end"
        value={selection.endSec}
        max={durationSec}
        onValue={(endSec) => setSelection(context, { ...selection, endSec })}
      />
      <button
        type="button"
        className="button small"
        title="Clean this stretch and no other: samples outside stay bit-identical"
        onClick={() => void editSelection(context, 'process')}
      >
        Only here
      </button>
      <button
        type="button"
        className="button small"
        title="Leave this stretch as it was, bit by bit"
        onClick={() => void editSelection(context, 'protect')}
      >
        Protect
      </button>
      <button
        type="button"
        className="button small"
        title="Half the effect in this stretch"
        onClick={() => void editSelection(context, 'ease')}
      >
        Ease
      </button>
      <button type="button" className="button small quiet" title="Escape" onClick={() => setSelection(context, undefined)}>
        Deselect
      </button>
    </fieldset>
  );
}

/** A time in seconds that is taken over when the field is left or Enter is pressed. */
function Seconds({ label, value, max, onValue }: { label: string; value: number; max: number; onValue: (sec: number) => void }) {
  return (
    <input
      key={value}
      type="number"
      className="seconds"
      aria-label={label}
      title={`${label}, seconds`}
      min={0}
      max={max}
      step={0.01}
      defaultValue={value.toFixed(2)}
      onBlur={({ target }) => {
        if (Number.isFinite(target.valueAsNumber) && target.value !== value.toFixed(2)) onValue(target.valueAsNumber);
      }}
      onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
    />
  );
}
