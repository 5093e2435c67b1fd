import { COLOUR_MAPS, FREQUENCY_SCALES } from '../../base/look';
import { setLook } from '../../commands/look';
import { Popover } from '../Popover';
import { useApp, useCommands } from '../use-app';

const SCALE_NAMES = { mel: 'Mel', log: 'Logarithmic', linear: 'Linear' } as const;
const COLOUR_NAMES = { magma: 'Magma', viridis: 'Viridis', grey: 'Grey' } as const;

/** How the spectrograms are shown. */
export function LookMenu() {
  const context = useCommands();
  const { scale, colours, range } = useApp((state) => state.look);
  return (
    <Popover label="View" className="look" buttonClass="button small quiet" title="Frequency scale and colours" button="View">
      {(_close, id) => (
        <fieldset id={id} className="popover-panel look-panel" aria-label="View">
          <label className="popover-choice">
            <span>Frequencies</span>
            <select
              aria-label="Frequency scale"
              value={scale}
              onChange={({ target }) => setLook(context, { scale: FREQUENCY_SCALES.find((name) => name === target.value) ?? 'mel' })}
            >
              {FREQUENCY_SCALES.map((name) => (
                <option key={name} value={name}>
                  {SCALE_NAMES[name]}
                </option>
              ))}
            </select>
          </label>
          <label className="popover-choice">
            <span>Colours</span>
            <select
              aria-label="Colours"
              value={colours}
              onChange={({ target }) => setLook(context, { colours: COLOUR_MAPS.find((name) => name === target.value) ?? 'magma' })}
            >
              {COLOUR_MAPS.map((name) => (
                <option key={name} value={name}>
                  {COLOUR_NAMES[name]}
                </option>
              ))}
            </select>
          </label>
          <button
            type="button"
            className="button small"
            disabled={range === undefined}
            onClick={() => setLook(context, { range: undefined })}
          >
            Automatic decibels
          </button>
        </fieldset>
      )}
    </Popover>
  );
}
