import { DEFAULT_RENDER_SETTINGS, MAX_REDUCTION_RANGE_DB } from '../base/settings';
import { setSettings } from '../commands/set-settings';
import { useApp, useCommands } from './use-app';

/** Where the slider of the largest reduction stands while it is automatic, dB. */
const AUTO_SHOWN_DB = 40;

interface SliderProps {
  readonly label: string;
  readonly value: number;
  /** What the value reads as, where it is not the number and its unit. */
  readonly text?: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly onValue: (value: number) => void;
  readonly onReset: () => void;
}

function Slider({ label, value, unit, text = `${value} ${unit}`, min, max, onValue, onReset }: SliderProps) {
  return (
    <label className="slider" title="Double click: back to the default">
      <span>{label}</span>
      <input
        type="range"
        aria-label={label}
        aria-valuetext={text}
        min={min}
        max={max}
        step={1}
        value={value}
        onChange={({ target }) => onValue(target.valueAsNumber)}
        onDoubleClick={onReset}
      />
      <output>{text}</output>
    </label>
  );
}

/** How much of the noise is taken away; heard and seen at once. */
export function Sliders() {
  const context = useCommands();
  const { strength, maxReductionDb } = useApp((state) => state.settings);
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
      <Slider
        label="Maximum reduction"
        unit="dB"
        {...MAX_REDUCTION_RANGE_DB}
        value={Math.round(maxReductionDb === 'auto' ? AUTO_SHOWN_DB : maxReductionDb)}
        {...(maxReductionDb === 'auto' && { text: 'auto' })}
        onValue={(db) => void setSettings(context, { maxReductionDb: db })}
        onReset={() => void setSettings(context, { maxReductionDb: DEFAULT_RENDER_SETTINGS.maxReductionDb })}
      />
    </div>
  );
}
