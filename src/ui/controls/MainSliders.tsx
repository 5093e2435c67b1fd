import { DEFAULT_RENDER_SETTINGS, MAX_REDUCTION_RANGE_DB } from '../../base/settings';
import { setSettings } from '../../commands/set-settings';
import { currentRecording } from '../../store/selectors';
import { useApp, useCommands } from '../use-app';
import { Slider } from './Slider';

/** What `auto` is shown as before the recording has answered, dB. */
const UNKNOWN_AUTO_DB = 40;

/** How much of the noise is taken away; heard and seen at once. */
export function MainSliders() {
  const context = useCommands();
  const { strength, maxReductionDb } = useApp((state) => state.settings);
  const autoDb = useApp((state) => currentRecording(state)?.levels?.autoReductionDb) ?? UNKNOWN_AUTO_DB;
  const isAuto = maxReductionDb === 'auto';
  const limitDb = Math.round(isAuto ? autoDb : maxReductionDb);
  const toggle = (): void => void setSettings(context, { maxReductionDb: isAuto ? autoDb : 'auto' });
  return (
    <div className="sliders">
      <Slider
        label="Strength"
        unit="%"
        min={0}
        max={100}
        value={Math.round(strength * 100)}
        onValue={(percent) => void setSettings(context, { strength: percent / 100 })}
        onReset={() => void setSettings(context, { strength: DEFAULT_RENDER_SETTINGS.strength })}
      />
      <div className="slider-group">
        <Slider
          label="Maximum reduction"
          unit="dB"
          {...MAX_REDUCTION_RANGE_DB}
          value={limitDb}
          onValue={(db) => void setSettings(context, { maxReductionDb: db })}
          onReset={() => void setSettings(context, { maxReductionDb: DEFAULT_RENDER_SETTINGS.maxReductionDb })}
        />
        <button
          type="button"
          className="button quiet small"
          aria-pressed={isAuto}
          title="As much as this recording's noise asks for"
          onClick={toggle}
        >
          Auto
        </button>
      </div>
    </div>
  );
}
